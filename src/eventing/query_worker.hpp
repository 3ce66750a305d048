// Reads for HTTP: on a thread of their own, beside the one that writes and those that serve.
#pragma once

#include "eventing/environment.hpp"
#include "ports/http.hpp"
#include "ports/trace_context.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace boxoffice::eventing {

/// Queries waiting for their turn; more are refused with 503.
inline constexpr std::size_t queries_waiting_max = 2'000;

/// Works on committed states, on requests in the order they came. Open it after the database was
/// migrated. Requests that wait when it is destroyed are answered by their responders' end.
class QueryWorker {
  public:
    using Read = std::function<ports::HttpResponse(ports::SqlSession&)>;
    using Work = std::function<void(ports::SqlSession&)>;

    /// `environment` must outlive this. `name` shows in logs and debuggers.
    QueryWorker(std::string name, const Environment& environment,
                std::size_t waiting_max = queries_waiting_max);
    ~QueryWorker();

    /// Sends what `read` returns. A fault of the database is answered with 503 and the next query
    /// gets a new session; anything else that `read` throws is answered with 500.
    void answer(const ports::HttpRequest& request, const ports::Responder& responder, Read read);
    /// The same for work that answers by itself, now or later, unless it throws.
    void run(const ports::HttpRequest& request, const ports::Responder& responder, Work work);

  private:
    struct Query {
        std::string language;
        ports::Responder responder;
        Work work;
        ports::TraceContext trace;
    };
    void carry_out(const Query& query);
    void report(const char* what);

    std::string name_;
    const Environment& environment_;
    std::size_t waiting_max_;
    std::unique_ptr<ports::SqlSession> session_;
    std::atomic<std::size_t> waiting_{0};
    std::unique_ptr<ports::Executor> worker_;  ///< last: its tasks use everything above
};

}  // namespace boxoffice::eventing
