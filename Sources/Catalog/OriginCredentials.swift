/// The keys of an s3 origin; the secret key never leaves through a description or as JSON.
package struct OriginCredentials: Sendable, Hashable {
    package var accessKey: String
    /// As it is stored: sealed where the cluster has a key (see `AccessLimits.sealedPrefix`).
    package var secretKey: String
    package var region: String

    package init(accessKey: String, secretKey: String, region: String) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.region = region
    }
}

extension OriginCredentials: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package var description: String {
        "access key \(accessKey), region \(region), secret key \(MappingHeader.hidden)"
    }

    package var debugDescription: String { description }

    /// `dump` and string interpolation of an enclosing value print through the mirror.
    package var customMirror: Mirror {
        Mirror(self, children: ["accessKey": accessKey, "region": region])
    }
}
