/// The documents of a multipart upload as its client writes and reads them.
package enum UploadDocuments {
    /// The body of CompleteMultipartUpload.
    ///
    /// - Parameter etags: of the parts in the order of their numbers, from 1 on, with their quotes.
    package static func complete(etags: [String]) -> [UInt8] {
        var writer = XMLWriter()
        writer.open("CompleteMultipartUpload", namespace: true)
        for (index, etag) in etags.enumerated() {
            writer.open("Part")
            writer.element("PartNumber", "\(index + 1)")
            writer.element("ETag", etag)
            writer.close("Part")
        }
        writer.close("CompleteMultipartUpload")
        return writer.bytes
    }

    /// The identity of the upload that was begun, or nil where the answer tells none.
    package static func uploadID(in document: [UInt8]) -> String? {
        guard let root = root(document), root.name == "InitiateMultipartUploadResult",
            let text = root.text(of: "UploadId"), !text.isEmpty
        else { return nil }
        return text
    }

    /// Whether the answer to CompleteMultipartUpload says that the object is there: an error may
    /// come with status 200 too.
    package static func isCompleted(_ document: [UInt8]) -> Bool {
        root(document)?.name == "CompleteMultipartUploadResult"
    }

    /// The code of an error document, or nil for any other.
    package static func errorCode(_ document: [UInt8]) -> String? {
        guard let root = root(document), root.name == "Error" else { return nil }
        return root.text(of: "Code")
    }

    /// The uploads that the answer to ListMultipartUploads names.
    package static func uploads(in document: [UInt8]) -> [OpenUpload] {
        guard let root = root(document) else { return [] }
        return root.all("Upload").compactMap { element in
            guard let key = element.text(of: "Key"), let upload = element.text(of: "UploadId"),
                let text = element.text(of: "Initiated"), let seconds = seconds(text)
            else { return nil }
            return OpenUpload(key: Array(key.utf8), upload: upload, initiatedSeconds: seconds)
        }
    }

    /// Seconds since 1970 of a text such as `2009-10-12T17:50:30.000Z`; parts of a second are left
    /// out.
    private static func seconds(_ text: String) -> Int64? {
        let compact = text.utf8.prefix(19).filter {
            $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":")
        }
        return (Array(compact) + [UInt8(ascii: "Z")]).withUnsafeBytes { AmzDate.parse($0) }
    }

    private static func root(_ document: [UInt8]) -> XMLElement? {
        do throws(XMLError) {
            return try XMLReader.read(document)
        } catch {
            // What cannot be read says nothing.
            return nil
        }
    }
}
