package import Wire

/// An announcement as bytes to be saved: a version and its fields.
package enum AnnouncementCodec {
    /// The bytes that `decode` reads.
    package static func encode(_ announcement: Announcement) -> [UInt8] {
        var writer = WireWriter(reservingCapacity: 64 + announcement.metadata.count)
        writer.uint8(MessageCodec.version)
        MessageCodec.write(announcement, into: &writer)
        return writer.bytes
    }

    /// Reads what `encode` wrote; throws for anything else.
    package static func decode(_ bytes: [UInt8]) throws(WireError) -> Announcement {
        var reader = WireReader(bytes)
        try MessageCodec.readVersion(&reader)
        let announcement = try MessageCodec.readAnnouncement(&reader)
        try reader.finish()
        return announcement
    }
}
