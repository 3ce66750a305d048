#include "platform/http/client.hpp"

#include "base/fault.hpp"
#include "platform/http/asio_types.hpp"
#include "platform/http/client_connection.hpp"
#include "platform/http/url.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <openssl/ssl.h>

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

namespace boxoffice::platform::http {
namespace {

using ConnectionPointer = std::shared_ptr<ClientConnection>;

/// One call on its way.
struct PendingCall {
    PendingCall(asio::io_context& io, ports::HttpCall asked,
                std::function<void(ports::HttpAnswer)> when_done)
        : call(std::move(asked)), done(std::move(when_done)), timer(io) {}

    ports::HttpCall call;
    std::function<void(ports::HttpAnswer)> done;
    Url url;
    Timer timer;
    SteadyClock::time_point deadline;
    ConnectionPointer connection;
    bool has_sent = false;
    bool is_finished = false;
};
using CallPointer = std::shared_ptr<PendingCall>;

/// The connections to one host, and who waits for one.
struct HostPool {
    std::vector<ConnectionPointer> idle;  ///< the one used last at the end
    std::size_t open = 0;                 ///< idle or in use
    std::deque<CallPointer> waiting;
};

asio::ssl::context make_tls(const HttpClientOptions& options) {
    asio::ssl::context tls{asio::ssl::context::tls_client};
    SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
    ErrorCode error;
    if (options.trusted_certificates_file.empty()) {
        tls.set_default_verify_paths(error);
    } else {
        tls.load_verify_file(options.trusted_certificates_file, error);
    }
    if (error) {
        throw base::InfrastructureFault("cannot read the trusted certificates " +
                                            options.trusted_certificates_file + " (" +
                                            error.message() + "): is it a readable PEM file?",
                                        base::Retry::no);
    }
    return tls;
}

std::string pool_name(const Url& url) {
    return (url.is_tls ? "https://" : "http://") + url.authority;
}

}  // namespace

class BeastHttpClient::Implementation {
  public:
    explicit Implementation(HttpClientOptions options)
        : options_(std::move(options)), tls_(make_tls(options_)), thread_([this] { io_.run(); }) {}

    ~Implementation() {
        asio::post(io_, [this] { stop(); });
        thread_.join();
    }
    Implementation(const Implementation&) = delete;
    Implementation& operator=(const Implementation&) = delete;

    void call(ports::HttpCall call, std::function<void(ports::HttpAnswer)> done) {
        auto pending = std::make_shared<PendingCall>(io_, std::move(call), std::move(done));
        pending->deadline =
            SteadyClock::now() + std::chrono::milliseconds{pending->call.timeout_ms};
        const std::lock_guard lock{mutex_};
        arrived_.push_back(std::move(pending));
        // Once per burst, not once per call.
        if (std::exchange(is_announced_, true)) return;
        asio::post(io_, [this] { begin_arrived(); });
    }

  private:
    // Everything below runs on this client's thread.

    std::vector<CallPointer> take_arrived() {
        const std::lock_guard lock{mutex_};
        is_announced_ = false;
        return std::exchange(arrived_, {});
    }

    void begin_arrived() {
        for (auto& call : take_arrived()) begin(call);
    }

    void begin(const CallPointer& call) {
        calls_.insert(call);
        if (is_stopped_) return finish_unsent(call, "the client was stopped");
        auto url = parse_url(call->call.url);
        if (!url) return finish_unsent(call, "not an http:// or https:// URL");
        call->url = std::move(*url);
        call->timer.expires_at(call->deadline);
        call->timer.async_wait([this, call](ErrorCode error) {
            if (!error) give_up(call, "no answer in time");
        });
        auto& pool = pools_[pool_name(call->url)];
        if (auto connection = take_idle(pool)) return run_on(pool, call, std::move(connection));
        if (pool.open < options_.connections_per_host_max) {
            ++pool.open;
            return run_on(pool, call, nullptr);
        }
        if (pool.waiting.size() >= options_.waiting_per_host_max) {
            return finish_unsent(call, "too many calls wait for this host");
        }
        pool.waiting.push_back(call);
    }

    /// An idle connection that is still good, or nothing.
    ConnectionPointer take_idle(HostPool& pool) {
        const auto oldest = SteadyClock::now() - options_.idle_timeout;
        while (!pool.idle.empty()) {
            auto connection = std::move(pool.idle.back());
            pool.idle.pop_back();
            if (connection->used_at() >= oldest && connection->is_reusable()) return connection;
            connection->close();
            --pool.open;
        }
        return nullptr;
    }

    void run_on(HostPool& pool, const CallPointer& call, ConnectionPointer connection) {
        asio::co_spawn(io_, run(&pool, call, std::move(connection)), asio::detached);
    }

    /// Holds one place of the pool from here to the end. Pools are never removed, so `pool` stays.
    Task<void> run(HostPool* pool, CallPointer call, ConnectionPointer connection) {
        auto request = write_request(call->call, call->url);
        if (!request) {
            finish_unsent(call, "a header cannot be sent as it is");
            co_return put_back(*pool, std::move(connection));
        }
        const bool is_new = connection == nullptr;
        if (is_new) {
            auto* tls = call->url.is_tls ? &tls_ : nullptr;
            connection = std::make_shared<ClientConnection>(io_, tls, options_);
        }
        call->connection = connection;
        if (is_new) {
            auto fault = co_await connection->open(call->url);
            if (!fault.empty()) finish_unsent(call, std::move(fault));
        }
        if (call->is_finished) {
            connection->close();
            co_return put_back(*pool, std::move(connection));
        }
        call->has_sent = true;
        const bool is_head = call->call.method == ports::HttpMethod::head;
        auto answer = co_await connection->exchange(std::move(*request), is_head);
        call->connection.reset();
        put_back(*pool, std::move(connection));
        finish(call, std::move(answer));
    }

    /// Gives the place to who waits for it, with the connection if it is still good.
    void put_back(HostPool& pool, ConnectionPointer connection) {
        if (connection && !connection->is_reusable()) {
            connection->close();
            connection.reset();
        }
        while (!pool.waiting.empty()) {
            auto next = std::move(pool.waiting.front());
            pool.waiting.pop_front();
            if (!next->is_finished) return run_on(pool, next, std::move(connection));
        }
        if (connection && !is_stopped_) {
            pool.idle.push_back(std::move(connection));
        } else {
            --pool.open;
        }
    }

    void give_up(const CallPointer& call, std::string fault) {
        const auto connection = std::move(call->connection);
        ports::HttpAnswer answer;
        answer.fault = std::move(fault);
        answer.may_have_arrived = call->has_sent;
        finish(call, std::move(answer));
        if (connection) connection->close();
    }

    void finish_unsent(const CallPointer& call, std::string fault) {
        ports::HttpAnswer answer;
        answer.fault = std::move(fault);
        answer.may_have_arrived = false;
        finish(call, std::move(answer));
    }

    void finish(const CallPointer& call, ports::HttpAnswer answer) {
        if (std::exchange(call->is_finished, true)) return;
        call->timer.cancel();
        calls_.erase(call);
        std::exchange(call->done, nullptr)(std::move(answer));
    }

    void stop() {
        is_stopped_ = true;
        begin_arrived();
        const std::vector<CallPointer> calls{calls_.begin(), calls_.end()};
        for (const auto& call : calls) give_up(call, "the client was stopped");
        for (auto& [name, pool] : pools_) {
            for (auto& connection : pool.idle) connection->close();
            pool.idle.clear();
            pool.waiting.clear();
        }
        work_.reset();
    }

    const HttpClientOptions options_;
    asio::ssl::context tls_;
    asio::io_context io_{1};
    asio::executor_work_guard<Executor> work_{io_.get_executor()};
    std::map<std::string, HostPool> pools_;
    std::unordered_set<CallPointer> calls_;
    bool is_stopped_ = false;

    std::mutex mutex_;
    std::vector<CallPointer> arrived_;
    bool is_announced_ = false;

    std::thread thread_;
};

BeastHttpClient::BeastHttpClient(HttpClientOptions options)
    : implementation_(std::make_unique<Implementation>(std::move(options))) {}

BeastHttpClient::~BeastHttpClient() = default;

void BeastHttpClient::call(ports::HttpCall call, std::function<void(ports::HttpAnswer)> done) {
    implementation_->call(std::move(call), std::move(done));
}

}  // namespace boxoffice::platform::http
