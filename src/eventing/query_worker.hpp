// Reads for HTTP: on a thread of their own, beside the one that writes and those that serve.
#pragma once

#include "eventing/environment.hpp"
#include "ports/http.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace boxoffice::eventing {

/// Queries waiting for their turn; more are refused with 503.
inline constexpr std::size_t queries_waiting_max = 2'000;

/// Answers requests from committed states, in the order they came. Call after the database was
/// migrated. Requests that wait when it is destroyed are answered by their responders' end.
class QueryWorker {
  public:
    using Read = std::function<ports::HttpResponse(ports::SqlSession&)>;

    /// `environment` must outlive this.
    QueryWorker(const std::string& context, const Environment& environment);
    ~QueryWorker();

    /// Sends what `read` returns. A fault of the database is answered with 503 and the next query
    /// gets a new session; anything else that `read` throws is answered with 500.
    void answer(const ports::HttpRequest& request, ports::Responder responder, Read read);

  private:
    struct Query {
        std::string language;
        ports::Responder responder;
        Read read;
    };
    void run(const Query& query);
    void report(const char* what);

    std::string context_;
    const Environment& environment_;
    std::unique_ptr<ports::SqlSession> session_;
    std::atomic<std::size_t> waiting_{0};
    std::unique_ptr<ports::Executor> worker_;  ///< last: its tasks use everything above
};

}  // namespace boxoffice::eventing
