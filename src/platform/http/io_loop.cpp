#include "platform/http/io_loop.hpp"

#include "platform/http/connection.hpp"
#include "platform/http/response_writer.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace boxoffice::platform::http {
namespace {

/// Deadlines are looked at this often: often enough for the shortest of them, seldom enough to cost
/// nothing.
std::chrono::milliseconds tick_period(const HttpServerOptions& options) {
    using std::chrono::milliseconds;
    const auto shortest =
        std::min({options.header_timeout, options.body_timeout, options.idle_timeout,
                  options.answer_timeout, options.write_timeout, options.linger_timeout});
    return std::clamp(shortest / 4, milliseconds{5}, milliseconds{200});
}

}  // namespace

void ServerContext::count_connection(std::int64_t change) {
    connections_gauge.set(connections.fetch_add(change, std::memory_order_relaxed) + change);
}

void ServerContext::count_request(int status) {
    const auto index = static_cast<std::size_t>(std::clamp(status / 100, 0, 5));
    requests_by_class[index]->add();
}

IoLoop::IoLoop(ServerContext& context, std::string id_prefix)
    : context_(context),
      tick_period_(tick_period(context.options)),
      now_(SteadyClock::now()),
      id_prefix_(std::move(id_prefix)) {
    auto announce = [this] { asio::post(io_, [this] { deliver_parcels(); }); };
    mailbox_ = std::make_shared<Mailbox>(std::move(announce));
    refresh_date();
}

IoLoop::~IoLoop() {
    stop();
}

void IoLoop::start() {
    tick();
    thread_ = std::thread{[this] { io_.run(); }};
}

void IoLoop::post(std::function<void()> task) {
    asio::post(io_, std::move(task));
}

void IoLoop::stop() {
    if (!thread_.joinable()) return;
    mailbox_->close();
    post([this] {
        is_ending_ = true;
        // Cutting one takes it out of the list.
        const auto connections = connections_;
        for (auto* connection : connections) connection->abort();
        ticker_.cancel();
        work_.reset();
    });
    thread_.join();
}

void IoLoop::adopt(Socket socket, bool is_refused) {
    if (is_ending_) return;
    Connection::start(*this, std::move(socket), is_refused);
}

void IoLoop::drain() {
    const auto connections = connections_;
    for (auto* connection : connections) connection->drain();
}

std::string IoLoop::next_request_id() {
    std::array<char, 16> digits;
    const auto [end, error] =
        std::to_chars(digits.data(), digits.data() + digits.size(), ++ids_given_, 16);
    std::string id;
    id.reserve(id_prefix_.size() + digits.size());
    id.append(id_prefix_).append(digits.data(), end);
    return id;
}

SteadyClock::time_point IoLoop::deadline(std::chrono::milliseconds limit) const {
    // The clock is read once per tick only, so `now_` may be one tick old.
    return now_ + tick_period_ + limit;
}

void IoLoop::enroll(Connection& connection) {
    connection.set_place(connections_.size());
    connections_.push_back(&connection);
}

void IoLoop::leave(Connection& connection) {
    auto* last = connections_.back();
    connections_[connection.place()] = last;
    last->set_place(connection.place());
    connections_.pop_back();
}

void IoLoop::tick() {
    now_ = SteadyClock::now();
    refresh_date();
    // Backwards: whoever leaves is replaced by one that was looked at already.
    for (auto i = connections_.size(); i-- > 0;) {
        if (i < connections_.size()) connections_[i]->check_deadline(now_);
    }
    ticker_.expires_at(now_ + tick_period_);
    ticker_.async_wait([this](ErrorCode error) {
        // A tick that was due already when the loop was ended comes without an error.
        if (!error && !is_ending_) tick();
    });
}

void IoLoop::deliver_parcels() {
    mailbox_->take_all(parcels_);
    for (auto& parcel : parcels_) {
        if (const auto connection = parcel.to.lock()) {
            connection->deliver(std::move(parcel));
        } else if (parcel.stream) {
            parcel.stream->end();
        }
    }
    parcels_.clear();
}

void IoLoop::refresh_date() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
    if (std::exchange(date_seconds_, seconds) != seconds) date_ = http_date(seconds);
}

}  // namespace boxoffice::platform::http
