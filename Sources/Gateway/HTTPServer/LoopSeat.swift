/// The context and the application that the connections of one event loop share.
final class LoopSeat {
    let context: LoopContext
    let application: any HTTPApplication

    init(context: LoopContext, application: any HTTPApplication) {
        self.context = context
        self.application = application
    }
}
