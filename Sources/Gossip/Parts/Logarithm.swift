/// Logarithms without a mathematics library, the same bit for bit on every machine.
enum Logarithm {
    /// The logarithm to base 2 of a positive number, exact to about 10 binary places after the
    /// point, which is finer than any use of it.
    static func binary(_ value: Int) -> Double {
        precondition(value > 0, "no logarithm of \(value)")
        var mantissa = Double(value).significand
        var result = Double(Double(value).exponent)
        var place = 0.5
        for _ in 0..<24 {
            mantissa *= mantissa
            if mantissa >= 2 {
                mantissa /= 2
                result += place
            }
            place /= 2
        }
        return result
    }

    static func decimal(_ value: Int) -> Double {
        binary(value) / 3.321_928_094_887_362
    }
}
