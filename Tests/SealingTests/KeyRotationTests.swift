import Glibc
import Sealing
import TestSupport
import Testing

@Suite struct KeyRotationTests {
    private let old = ClusterKey.random()
    private let new = ClusterKey.random()

    @Test func `three steps replace a key, and keep the comments of others`() throws {
        let begin = "# of the cluster in Oslo\n\(old.base64)  # by Ann\n"
        let first = try KeyRotation(of: begin, newKey: new)
        #expect(first.step == .add)
        #expect((first.key, first.first) == (new.id, old.id))
        #expect(try Keyring(text: first.text).keys == [old, new])
        let second = try KeyRotation(of: first.text)
        #expect(second.step == .promote)
        #expect((second.key, second.first) == (new.id, new.id))
        #expect(try Keyring(text: second.text).keys == [new, old])
        #expect(second.text.contains("# by Ann"))
        let third = try KeyRotation(of: second.text)
        #expect(third.step == .drop)
        #expect((third.key, third.first) == (old.id, new.id))
        #expect(third.text == "# of the cluster in Oslo\n\(new.base64)\n")
        #expect(try KeyRotation(of: third.text).step == .add)
    }

    @Test func `steps out of turn are refused, and unclear files ask for the step`() throws {
        func refusal(_ text: String, _ step: KeyRotation.Step?) -> KeyRotationError? {
            do {
                _ = try KeyRotation(of: text, step: step)
                return nil
            } catch {
                return error as? KeyRotationError
            }
        }
        let added = try KeyRotation(of: old.base64, newKey: new).text
        let promoted = try KeyRotation(of: added).text
        #expect(refusal(added, .add) == .underWay(.promote))
        #expect(refusal(added, .drop) == .underWay(.promote))
        #expect(refusal(promoted, .add) == .underWay(.drop))
        #expect(refusal(old.base64, .promote) == .nothingToPromote)
        #expect(refusal(old.base64, .drop) == .nothingToDrop)
        let bare = "\(old.base64)\n\(new.base64)"
        #expect(refusal(bare, nil) == .unclear(2))
        #expect(try Keyring(text: KeyRotation(of: bare, step: .promote).text).keys == [new, old])
        #expect(try Keyring(text: KeyRotation(of: bare, step: .drop).text).keys == [old])
        #expect(throws: SealingError.noKey) { try KeyRotation(of: "") }
    }

    @Test func `a file is replaced as a whole, with its mode, through a link`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/key"
        try TextFile.write(old.base64, to: path)
        let link = folder.path + "/link"
        #expect(symlink(path, link) == 0)
        #expect(chmod(path, 0o440) == 0)
        try KeyFile.replace(link, with: try KeyRotation(of: try KeyFile.read(link)).text)
        #expect(try KeyFile.keyring(path).keys.first == old)
        #expect(try KeyFile.keyring(path).keys.count == 2)
        var information = stat()
        #expect(lstat(path, &information) == 0)
        #expect(information.st_mode & 0o777 == 0o440)
        #expect(lstat(link, &information) == 0)
        #expect(information.st_mode & S_IFMT == S_IFLNK)
        #expect(TextFile.names(in: folder.path) == ["key", "link"])
    }

    @Test func `what one that was killed left behind is in nobody's way`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/key"
        try TextFile.write(old.base64, to: path)
        try TextFile.write("half of a", to: path + ".new")
        try KeyFile.replace(path, with: new.base64)
        #expect(try KeyFile.read(path) == new.base64)
        // Nor is what it leads to written, should it be a link.
        let other = folder.path + "/other"
        try TextFile.write("other", to: other)
        #expect(symlink(other, path + ".new") == 0)
        try KeyFile.replace(path, with: old.base64)
        #expect(try KeyFile.read(path) == old.base64)
        #expect(try KeyFile.read(other) == "other")
        var information = stat()
        #expect(lstat(path, &information) == 0)
        #expect(information.st_mode & S_IFMT == S_IFREG)
        #expect(TextFile.names(in: folder.path) == ["key", "other"])
    }

    @Test func `a file is not replaced by two at once`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/key"
        try TextFile.write(old.base64, to: path)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        #expect(flock(descriptor, LOCK_EX) == 0)
        #expect(throws: KeyFileError.self) { try KeyFile.replace(path, with: new.base64) }
        close(descriptor)
        try KeyFile.replace(path, with: new.base64)
        #expect(try KeyFile.read(path) == new.base64)
    }

    @Test func `what cannot be read or written says so`() throws {
        let folder = try TemporaryFolder()
        let missing = folder.path + "/none"
        #expect(throws: KeyFileError.self) { try KeyFile.read(missing) }
        #expect(throws: KeyFileError.self) { try KeyFile.replace(missing, with: "") }
        let long = folder.path + "/long"
        try TextFile.write(String(repeating: "#", count: 20_000), to: long)
        #expect(throws: SealingError.self) { try KeyFile.read(long) }
    }
}
