#include "platform/telemetry/tracing_mailer.hpp"

#include <memory>
#include <utility>

namespace boxoffice::platform {

void TracingMailer::send(ports::Mail mail,
                         std::function<void(std::optional<ports::MailFault> fault)> done) {
    const auto& caller = ports::current_trace();
    if (!caller.is_known()) return inner_.send(std::move(mail), std::move(done));
    auto span = std::make_shared<ports::Span>(caller);
    if (caller.is_sampled) *span = tracer_.begin(ports::SpanKind::client, "send mail", caller);
    span->set("boxoffice.mailer", inner_.name());
    inner_.send(std::move(mail),
                [span, caller, done = std::move(done)](std::optional<ports::MailFault> fault) {
                    if (fault) span->fail(fault->is_permanent ? "refused" : "not_handed_over");
                    span->end();
                    const ports::TraceScope scope{caller};
                    done(std::move(fault));
                });
}

}  // namespace boxoffice::platform
