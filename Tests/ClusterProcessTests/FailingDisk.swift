import Glibc
import TestSupport

/// A library that makes writes or syncs of a node's data file fail while a test wants it.
///
/// Compiled by the test, and put between the node and the C library.
final class FailingDisk: Sendable {
    enum Failure: String {
        case writes
        case syncs
    }

    /// Whether there is a compiler: elsewhere the tests that need it are skipped by name.
    static let isPossible = access("/usr/bin/cc", X_OK) == 0

    private let folder: TemporaryFolder

    var environment: [String: String] {
        ["LD_PRELOAD": folder.path + "/disk.so", "FAILING_DISK": folder.path + "/failing"]
    }

    init() async throws {
        folder = try TemporaryFolder()
        try TextFile.write(Self.source, to: folder.path + "/disk.c")
        let compiler = try await ChildProcess.start(
            "/usr/bin/cc",
            [
                "-shared", "-fPIC", "-O1", "-o", folder.path + "/disk.so",
                folder.path + "/disk.c", "-ldl",
            ],
            outputFile: folder.path + "/cc.log"
        )
        guard try await compiler.waitForExit() == .code(0) else {
            throw TestSupportError(TextFile.read(folder.path + "/cc.log") ?? "cc failed")
        }
    }

    func fail(_ failure: Failure) throws {
        try TextFile.write(failure.rawValue, to: folder.path + "/failing")
    }

    func work() {
        unlink(folder.path + "/failing")
    }

    private static let source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/mman.h>
        #include <sys/uio.h>
        #include <unistd.h>

        static int is_asked(char kind) {
            const char *path = getenv("FAILING_DISK");
            if (!path) return 0;
            int flag = open(path, O_RDONLY | O_CLOEXEC);
            if (flag < 0) return 0;
            char first = 0;
            ssize_t count = read(flag, &first, 1);
            close(flag);
            return count == 1 && first == kind;
        }

        static int is_data(int descriptor) {
            char link[64], target[4096];
            snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
            ssize_t count = readlink(link, target, sizeof target - 1);
            if (count < 0) return 0;
            target[count] = 0;
            const char *name = strrchr(target, '/');
            return name && strcmp(name, "/state.lmdb") == 0;
        }

        #define FAIL(kind) if (is_asked(kind) && is_data(fd)) { errno = EIO; return -1; }
        #define NEXT(name) static __typeof__(&name) next; \\
            if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name);

        ssize_t pwrite(int fd, const void *data, size_t size, off_t place) {
            NEXT(pwrite) FAIL('w') return next(fd, data, size, place);
        }
        ssize_t pwrite64(int fd, const void *data, size_t size, off_t place) {
            NEXT(pwrite64) FAIL('w') return next(fd, data, size, place);
        }
        ssize_t write(int fd, const void *data, size_t size) {
            NEXT(write) FAIL('w') return next(fd, data, size);
        }
        ssize_t writev(int fd, const struct iovec *data, int count) {
            NEXT(writev) FAIL('w') return next(fd, data, count);
        }
        ssize_t pwritev(int fd, const struct iovec *data, int count, off_t place) {
            NEXT(pwritev) FAIL('w') return next(fd, data, count, place);
        }
        int fdatasync(int fd) {
            NEXT(fdatasync) FAIL('s') return next(fd);
        }
        int fsync(int fd) {
            NEXT(fsync) FAIL('s') return next(fd);
        }
        int msync(void *data, size_t size, int flags) {
            NEXT(msync)
            if (is_asked('s')) { errno = EIO; return -1; }
            return next(data, size, flags);
        }
        """
}
