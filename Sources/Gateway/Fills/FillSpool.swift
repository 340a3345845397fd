internal import CLinux
internal import Glibc
internal import Mirroring
internal import NIOCore
internal import Objects

/// Where the bytes of one fill are kept until they are an object: in memory up to the 64 KiB that
/// are held back anyway, then in a file of the spool.
///
/// The file lies in the store's own folder, so that storing the object is a rename. Used on the
/// fetch thread.
struct FillSpool: ~Copyable {
    private let services: MissServices
    private var memory: [UInt8] = []
    private var memoryLimit = Int(DeliveryGate.heldBackBytes)
    private var temporary: TemporaryFile?
    private var length: UInt64 = 0
    private var budgeted: UInt64 = 0
    private var released: UInt64 = 0

    init(services: MissServices) {
        self.services = services
    }

    /// The file, once there is one.
    var file: TemporaryFile? { temporary }

    /// What followers may read from before all bytes are there and verified; nothing while the bytes
    /// are few enough to be held back whole.
    var content: FillSnapshot.Content {
        temporary.map { .file($0) } ?? .none
    }

    /// How many bytes will come, if that is known: an object too large to be held back whole goes
    /// to the file from its first byte on, for its begin is given out at once.
    mutating func expect(_ count: UInt64?) {
        memoryLimit = count ?? 0 > DeliveryGate.heldBackBytes ? 0 : Int(DeliveryGate.heldBackBytes)
    }

    /// Makes the file of bytes that will not stay in memory, before anybody is told that they come.
    mutating func open() throws(ObjectStoreError) {
        guard memoryLimit == 0, temporary == nil else { return }
        temporary = try services.store.makeTemporary()
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) throws(ObjectStoreError) {
        if temporary == nil {
            if memory.count + bytes.count <= memoryLimit {
                memory.append(contentsOf: bytes)
                length = UInt64(memory.count)
                return
            }
            try spill()
        }
        if let temporary { try write(bytes, to: temporary) }
    }

    /// All bytes, now that they are known to be good.
    func verifiedContent() -> FillSnapshot.Content {
        if let temporary { return .file(temporary) }
        return .memory(ByteBuffer(bytes: memory))
    }

    /// The bytes in the form in which the store takes them.
    mutating func bodyForStore() throws(ObjectStoreError) -> ObjectBody {
        if temporary == nil, memory.count > MissLimits.inlineBytes { try spill() }
        guard let temporary else { return .inline(memory) }
        return .file(temporary)
    }

    /// Frees the disk of what was read by all and is no longer shown to anybody.
    mutating func release(before start: UInt64) {
        guard let temporary, start > released else { return }
        let code = headwater_punch_hole(
            temporary.descriptor,
            off_t(released),
            off_t(start - released)
        )
        // A file system without holes keeps the bytes; then only the disk pays.
        if code == 0 { giveBudget(start - released) }
        released = start
    }

    /// Throws the bytes away; what followers are still sending stays readable to them.
    mutating func discard() {
        temporary?.discard()
        temporary = nil
        memory = []
        giveBudget(budgeted)
    }

    private mutating func spill() throws(ObjectStoreError) {
        let file = try services.store.makeTemporary()
        temporary = file
        let held = memory
        memory = []
        length = 0
        try held.withUnsafeBufferPointer { bytes throws(ObjectStoreError) in
            try write(UnsafeRawBufferPointer(bytes), to: file)
        }
    }

    private mutating func write(
        _ bytes: UnsafeRawBufferPointer,
        to file: TemporaryFile
    ) throws(ObjectStoreError) {
        try file.write(bytes, at: length)
        length += UInt64(bytes.count)
        budgeted += UInt64(bytes.count)
        services.spool.add(UInt64(bytes.count))
    }

    private mutating func giveBudget(_ bytes: UInt64) {
        let given = min(bytes, budgeted)
        budgeted -= given
        services.spool.give(given)
    }
}
