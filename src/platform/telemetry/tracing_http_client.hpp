// Calls to other services within a trace: its headers go along, and each call is a span.
#pragma once

#include "ports/http.hpp"
#include "ports/tracing.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace boxoffice::platform {

/// Passes everything on to another client. What is called on behalf of a trace carries its
/// traceparent and tracestate, also when nothing is recorded here; `done` runs on behalf of the
/// same. A call outside of every trace is passed on as it is.
class TracingHttpClient final : public ports::HttpClient {
  public:
    /// Both outlive this.
    TracingHttpClient(ports::HttpClient& inner, ports::Tracer& tracer)
        : inner_(inner), tracer_(tracer) {}
    void call(ports::HttpCall call, std::function<void(ports::HttpAnswer)> done) override;

  private:
    [[nodiscard]] ports::Span begin(const ports::HttpCall& call,
                                    const ports::TraceContext& caller) const;

    ports::HttpClient& inner_;
    ports::Tracer& tracer_;
};

/// The path of `url` as it may be shown: segments that are words or versions stay, all others, such
/// as ids, keys and addresses, become "{}". Without the query.
[[nodiscard]] std::string url_template(std::string_view url);

}  // namespace boxoffice::platform
