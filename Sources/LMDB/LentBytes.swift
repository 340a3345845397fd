internal import CLMDB

extension MDB_val {
    /// LMDB takes keys and values as mutable pointers and does not write through them.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.init(
            mv_size: bytes.count,
            mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress)
        )
    }
}

extension UnsafeRawBufferPointer {
    init(_ value: MDB_val) {
        self.init(start: value.mv_data, count: value.mv_size)
    }
}

extension [UInt8] {
    /// Lends the bytes; `withUnsafeBytes` would forget the type of the error.
    func lend<Value>(
        _ body: (UnsafeRawBufferPointer) throws(LMDBError) -> Value
    ) throws(LMDBError) -> Value {
        try withUnsafeBufferPointer { bytes throws(LMDBError) in
            try body(UnsafeRawBufferPointer(bytes))
        }
    }
}
