// Mails within a trace: each is a span.
#pragma once

#include "ports/mailer.hpp"
#include "ports/tracing.hpp"

#include <functional>
#include <optional>
#include <string>

namespace boxoffice::platform {

/// Passes everything on to another mailer. The span says neither to whom nor what.
class TracingMailer final : public ports::Mailer {
  public:
    /// Both outlive this.
    TracingMailer(ports::Mailer& inner, ports::Tracer& tracer) : inner_(inner), tracer_(tracer) {}
    [[nodiscard]] std::string name() const override { return inner_.name(); }
    void send(ports::Mail mail,
              std::function<void(std::optional<ports::MailFault> fault)> done) override;

  private:
    ports::Mailer& inner_;
    ports::Tracer& tracer_;
};

}  // namespace boxoffice::platform
