internal import Objects
internal import S3

/// What a CopyObject asked for.
struct ObjectCopy {
    let source: CopySource
    let fields: UploadFields
    let directives: CopyDirectives

    /// The record of the copy of an object, and its checksum.
    ///
    /// Tags go with the object and an access list does not, as in S3; entity tag and checksum are
    /// those of the same bytes.
    func record(
        of original: ObjectRecord,
        modifiedMilliseconds: Int64
    ) -> (record: ObjectRecord, checksum: StoredChecksum?) {
        let kept = ObjectAttributes(original.attributes) ?? ObjectAttributes()
        let attributes = ObjectAttributes(
            acl: fields.acl ?? .private,
            tags: directives.replacesTags ? fields.tags ?? TagSet() : kept.tags,
            checksum: kept.checksum
        )
        let stored =
            directives.replacesFields ? fields.fields : StoredFields.parse(original.headerBlock)
        let block = StoredFields.render(
            stored,
            etag: original.etag.isEmpty ? nil : original.etag,
            modifiedSeconds: modifiedMilliseconds / 1_000
        )
        let record = ObjectRecord(
            size: original.size,
            modifiedMilliseconds: modifiedMilliseconds,
            etag: original.etag,
            headerBlock: block.bytes,
            attributes: attributes.encoded
        )
        return (record, kept.checksum)
    }
}
