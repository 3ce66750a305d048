// One I/O thread: its event loop, its connections and their deadlines. A connection never changes
// its loop, so nothing in it needs a lock.
#pragma once

#include "platform/http/asio_types.hpp"
#include "platform/http/mailbox.hpp"
#include "platform/http/route_meter.hpp"
#include "platform/http/router.hpp"
#include "platform/http/server.hpp"
#include "ports/http.hpp"
#include "ports/telemetry.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace boxoffice::platform::http {

/// What every connection of one server uses.
struct ServerContext {
    HttpServerOptions options;
    Router router;
    ports::Authenticator& authenticator;
    ports::Log& log;
    ports::Metrics& metrics;
    std::vector<ports::Counter*> requests_by_class;  ///< at index status / 100
    ports::Gauge& connections_gauge;
    ports::Counter& connections_refused;
    const RouteMeters route_meters{metrics, options.name, router};

    std::atomic<std::int64_t> connections{0};
    std::atomic<bool> is_draining{false};

    void count_connection(std::int64_t change);
    void count_request(int status);
};

class IoLoop {
  public:
    /// `id_prefix` makes the request ids of this loop its own.
    IoLoop(ServerContext& context, std::string id_prefix);
    ~IoLoop();
    IoLoop(const IoLoop&) = delete;
    IoLoop& operator=(const IoLoop&) = delete;

    /// Starts the thread.
    void start();
    /// From any thread: runs `task` on this loop's thread.
    void post(std::function<void()> task);
    /// Cuts all connections, then joins the thread.
    void stop();

    // All that follows is for this loop's thread.

    /// Serves a connection, or only tells it that there are too many.
    void adopt(Socket socket, bool is_refused);
    void drain();

    [[nodiscard]] ServerContext& context() { return context_; }
    [[nodiscard]] asio::io_context& io() { return io_; }
    [[nodiscard]] const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }
    [[nodiscard]] std::string_view date() const { return date_; }
    [[nodiscard]] std::string next_request_id();
    /// When something that begins now and may take `limit` is over; late by at most two ticks.
    [[nodiscard]] SteadyClock::time_point deadline(std::chrono::milliseconds limit) const;

    void enroll(Connection& connection);
    void leave(Connection& connection);

  private:
    void tick();
    void deliver_parcels();
    void refresh_date();

    ServerContext& context_;
    asio::io_context io_{1};
    asio::executor_work_guard<Executor> work_{io_.get_executor()};
    Timer ticker_{io_};
    bool is_ending_ = false;
    std::chrono::milliseconds tick_period_;
    SteadyClock::time_point now_;
    std::shared_ptr<Mailbox> mailbox_;
    std::vector<Parcel> parcels_;
    std::vector<Connection*> connections_;
    std::string id_prefix_;
    std::uint64_t ids_given_ = 0;
    std::string date_;
    std::int64_t date_seconds_ = -1;
    std::thread thread_;
};

}  // namespace boxoffice::platform::http
