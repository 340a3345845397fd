/// What the virtual network does to datagrams; streams are only delayed by it.
package struct NetworkWeather: Sendable, Hashable {
    /// The share of datagrams that are lost.
    package var loss = 0.0
    /// The share that arrive twice.
    package var duplication = 0.0
    /// The shortest time under way.
    package var delay: Duration = .microseconds(200)
    /// Added at random, so that datagrams overtake each other.
    package var jitter: Duration = .milliseconds(2)
    /// The share that take up to `stragglerDelay`.
    package var stragglers = 0.0
    package var stragglerDelay: Duration = .milliseconds(300)

    package init() {}

    /// Loss only, as the papers have it.
    package static func losing(_ share: Double) -> NetworkWeather {
        var weather = NetworkWeather()
        weather.loss = share
        return weather
    }

    /// Everything that a bad network does.
    package static var rough: NetworkWeather {
        var weather = NetworkWeather()
        weather.loss = 0.05
        weather.duplication = 0.02
        weather.stragglers = 0.02
        return weather
    }
}
