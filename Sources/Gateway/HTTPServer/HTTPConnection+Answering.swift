internal import HTTP1
package import NIOCore

// What whoever answers a request asks of its connection.
extension HTTPConnection {
    /// Sends a part of the answer.
    package func write(_ bytes: ByteBuffer) {
        guard let context, phase == .answering else { return }
        armWriteDeadline()
        if insideRead {
            needsFlush = true
            context.write(wrapOutboundOut(.byteBuffer(bytes)), promise: nil)
        } else {
            context.writeAndFlush(wrapOutboundOut(.byteBuffer(bytes)), promise: nil)
        }
        loopContext.recycle(bytes)
    }

    /// Sends a part of the answer that is a slice of somebody else's buffer.
    package func forward(_ bytes: ByteBuffer, flushing: Bool = true) {
        guard let context, phase == .answering else { return }
        context.write(wrapOutboundOut(.byteBuffer(bytes)), promise: nil)
        armWriteDeadline()
        if flushing { flushSoon(context) }
    }

    /// Passes on an interim head (1xx), which is no part of the answer.
    package func forwardInterim(_ bytes: ByteBuffer, isContinue: Bool) {
        if isContinue { continueSent = true }
        forward(bytes)
    }

    /// Sends a part of the answer and calls back on the event loop when it has left, or with false
    /// when it never will.
    package func write(_ data: IOData, completion: @escaping (Bool) -> Void) {
        guard let context, phase == .answering else { return completion(false) }
        if let sealed, case .fileRegion(let region) = data {
            return sealed.send(region, on: context.eventLoop) { [self] bytes, sent in
                write(.byteBuffer(bytes), completion: sent)
            } completion: {
                completion($0)
            }
        }
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { result in
            switch result {
            case .success: completion(true)
            case .failure: completion(false)
            }
        }
        context.write(wrapOutboundOut(data), promise: promise)
        armWriteDeadline()
        flushSoon(context)
    }

    /// The answer is complete as its framing promised.
    package func finish() {
        guard phase == .answering, !answerFinished else { return }
        answerFinished = true
        source = nil
        process()
    }

    /// Ends the connection so that the client cannot take what it has for the whole answer: by a
    /// reset, for a plain close would be the regular end of an answer without a length.
    package func abort() {
        guard let context, phase != .closed else { return }
        source = nil
        resetOnClose(context)
        closeAtOnce(context)
    }

    /// The connection closes when this answer is finished.
    package func closeWhenFinished() {
        closeAfterAnswer = true
    }

    /// Asks the client to send the body it is holding back (RFC 9110 section 10.1.1).
    package func sendContinue() {
        guard head.expectsContinue, !continueSent, let context else { return }
        continueSent = true
        context.writeAndFlush(
            wrapOutboundOut(.byteBuffer(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n"))),
            promise: nil
        )
    }

    /// Stops reading the body, so that the client is held back by TCP's own flow control.
    ///
    /// What the client may take of time does not run meanwhile: it is not the client that is late.
    package func pauseBody() {
        bodyPaused = true
        deadlineSecond = .max
    }

    /// Goes on reading the body.
    package func resumeBody() {
        guard bodyPaused else { return }
        bodyPaused = false
        if body.isLeft { deadlineSecond = loopContext.second + limits.bodySeconds }
        process()
        releaseRead()
    }

    private func armWriteDeadline() {
        deadlineSecond = loopContext.second + limits.writeSeconds
    }

    private func flushSoon(_ context: ChannelHandlerContext) {
        if insideRead {
            needsFlush = true
        } else {
            context.flush()
        }
    }
}
