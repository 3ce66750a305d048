// How answers from other threads reach the I/O thread: queued, and announced once per burst instead
// of once per answer. Outlives its loop, because handlers may keep responders for as long as they
// like.
#pragma once

#include "ports/http.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace boxoffice::platform::http {

class Connection;
class StreamState;

/// An answer, the beginning of a stream (`stream` set), or "the stream has something new"
/// (`is_wake`).
struct Parcel {
    std::weak_ptr<Connection> to;
    std::uint64_t exchange = 0;  ///< of which request on that connection
    ports::HttpResponse response;
    std::shared_ptr<StreamState> stream;
    bool is_wake = false;
};

/// Lives in a shared pointer.
class Mailbox : public std::enable_shared_from_this<Mailbox> {
  public:
    /// `announce` makes the I/O thread call take_all soon; it is called from any thread.
    explicit Mailbox(std::function<void()> announce) : announce_(std::move(announce)) {}

    void push(Parcel parcel);
    /// On the I/O thread. `parcels` must be empty; its memory is used again.
    void take_all(std::vector<Parcel>& parcels);
    /// From now on everything pushed is dropped.
    void close();

  private:
    void announce_soon();
    void announce();

    std::mutex mutex_;
    std::vector<Parcel> parcels_;
    std::function<void()> announce_;
    bool is_announced_ = false;
    bool is_closed_ = false;
};

}  // namespace boxoffice::platform::http
