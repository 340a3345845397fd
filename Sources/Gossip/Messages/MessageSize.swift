/// How many bytes a message takes, found without encoding it: news is measured once when it comes
/// in and packed many times.
enum MessageSize {
    static func of(_ message: Message) -> Int {
        switch message {
        case .ping(let ping): 1 + 4 + of(ping.target) + of(ping.source)
        case .pingRequest(let request):
            1 + 4 + of(request.target) + of(request.targetAddress)
        case .acknowledgement(let answer): 1 + 4 + of(answer.address)
        case .negativeAcknowledgement: 1 + 4
        case .alive(let announcement): 1 + of(announcement)
        case .suspect(let accusation), .dead(let accusation):
            1 + of(accusation.name) + of(variable: accusation.incarnation)
                + of(accusation.accuser)
        case .left(let departure): 1 + of(departure.name) + of(variable: departure.incarnation)
        case .conflict(let conflict):
            1 + of(conflict.name) + of(conflict.incumbent) + of(conflict.newcomer)
                + of(variable: conflict.incarnation)
        }
    }

    static func of(_ announcement: Announcement) -> Int {
        let count = announcement.metadata.count
        return of(announcement.name) + of(announcement.address)
            + of(variable: announcement.incarnation)
            + of(variable: announcement.metadataVersion) + of(variable: UInt64(count)) + count
    }

    static func of(_ name: MemberName) -> Int {
        let count = name.text.utf8.count
        return of(variable: UInt64(count)) + count
    }

    static func of(_ address: Address) -> Int {
        1 + (address.isIPv6 ? 16 : 4) + 2
    }

    static func of(variable value: UInt64) -> Int {
        max(1, (64 - value.leadingZeroBitCount + 6) / 7)
    }
}
