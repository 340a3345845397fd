/// The arithmetic of majorities.
package enum Quorum {
    /// The highest value that a majority has reached, given each voter's.
    ///
    /// Zero without voters: what nobody can confirm is not confirmed.
    package static func reached(_ values: inout [UInt64]) -> UInt64 {
        guard !values.isEmpty else { return 0 }
        // Insertion sort: there are at most a handful of voters, and it allocates nothing.
        for upper in values.indices.dropFirst() {
            var position = upper
            while position > 0, values[position - 1] > values[position] {
                values.swapAt(position - 1, position)
                position -= 1
            }
        }
        return values[(values.count - 1) / 2]
    }

    /// How an election stands.
    package enum Tally: Sendable, Equatable {
        case won
        case lost
        case open
    }

    /// Counts votes among `voters`; votes of others do not matter.
    package static func tally(voters: [NodeID], granted: [NodeID], refused: [NodeID]) -> Tally {
        let majority = voters.count / 2 + 1
        var yes = 0
        var no = 0
        for voter in voters {
            if granted.contains(voter) {
                yes += 1
            } else if refused.contains(voter) {
                no += 1
            }
        }
        if !voters.isEmpty, yes >= majority { return .won }
        return voters.count - no < majority ? .lost : .open
    }
}
