internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Objects

/// Drops multipart uploads that nobody has completed for too long, so that their parts do not lie on
/// the disk for ever.
final class UploadExpiry: Sendable {
    /// Long after any client has given up; what lifecycle rules are usually set to.
    private static let ageMilliseconds: UInt64 = 7 * 24 * 3_600 * 1_000
    private static let firstLook = TimeAmount.minutes(1)
    private static let interval = TimeAmount.hours(1)

    private let task: RepeatedTask

    init(_ services: GatewayServices, on loop: any EventLoop) {
        task = loop.scheduleRepeatedTask(
            initialDelay: Self.firstLook,
            delay: Self.interval
        ) { [weak services] _ in
            guard let services else { return }
            services.blocking.submit { _ in Self.drop(services) }
        }
    }

    func stop() {
        task.cancel()
    }

    private static func drop(_ services: GatewayServices) {
        let now = UInt64(clamping: GatewayClock.wallMilliseconds())
        do throws(ObjectStoreError) {
            let count = try services.store.uploads.drop(
                startedBefore: now - min(now, ageMilliseconds)
            )
            guard count > 0 else { return }
            services.logger.info("old uploads dropped", metadata: ["count": "\(count)"])
        } catch {
            services.logger.error("old uploads stay", metadata: ["error": "\(error)"])
        }
    }
}
