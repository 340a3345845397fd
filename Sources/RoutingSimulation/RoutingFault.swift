/// A mistake made on purpose, to prove that the rules notice it.
package enum RoutingFault: String, Sendable, CaseIterable {
    /// Fetches without asking anybody first.
    case asksNobody = "asks-nobody"
    /// Remembers no former views.
    case forgetsViews = "forgets-views"
    /// Answers a question of a newer view by its own.
    case answersEarly = "answers-early"
    /// Begins whatever it is asked for.
    case servesAnything = "serves-anything"
    /// Goes on deciding about a path that is another's in the new view.
    case ignoresViewChange = "ignores-view-change"
    /// Two that decide at once do not hear of each other.
    case ignoresRanks = "ignores-ranks"
    /// Passes bytes on that it has from another node itself.
    case passesOn = "passes-on"
    /// Takes a forwarded request for its own, whatever the view says.
    case forwardsAgain = "forwards-again"
    /// Resumes without a look at the version.
    case mixesVersions = "mixes-versions"
    /// Begins at the first byte where it was asked to resume.
    case ignoresOffset = "ignores-offset"
    /// Does not hear its timers.
    case sleepsOn = "sleeps-on"
}
