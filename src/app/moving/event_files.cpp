#include "app/moving/event_files.hpp"

#include "app/moving/moved_event.hpp"
#include "base/fault.hpp"
#include "contracts/codec.hpp"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

namespace boxoffice::app {
namespace {

constexpr std::size_t events_at_once = 500;
/// A bus that is there answers within this.
constexpr std::chrono::seconds patience{30};

[[noreturn]] void refuse(const std::string& sentence) {
    throw base::InfrastructureFault(sentence, base::Retry::no);
}

/// Set by another thread, awaited by this one.
class Bell {
  public:
    void ring() {
        const std::lock_guard lock{mutex_};
        has_rung_ = true;
        rung_.notify_one();
    }
    [[nodiscard]] bool wait() {
        std::unique_lock lock{mutex_};
        const bool has_rung = rung_.wait_for(lock, patience, [this] { return has_rung_; });
        has_rung_ = false;
        return has_rung;
    }

  private:
    std::mutex mutex_;
    std::condition_variable rung_;
    bool has_rung_ = false;
};

std::string identity_of(const MovedEvent& event) {
    return fmt::format("{}\x1f{}\x1f{}\x1f{}", event.source, event.key, event.generation,
                       event.sequence);
}

MovedEvent decoded(std::string_view line) {
    auto event = contracts::decode<MovedEvent>(line);
    if (!event) refuse("a line of the events cannot be read: " + event.error().to_text());
    return std::move(event).value();
}

/// Sends and waits: the next events of a key may only follow those that are durable.
void publish(ports::EventBus& bus, std::vector<ports::EventPointer> events) {
    struct Answer {
        Bell bell;
        std::optional<std::string> fault;
    };
    const auto answer = std::make_shared<Answer>();
    bus.publish(std::move(events), [answer](std::optional<std::string> fault) {
        answer->fault = std::move(fault);
        answer->bell.ring();
    });
    if (!answer->bell.wait()) refuse("the bus did not answer; try again with an empty one");
    if (answer->fault) refuse("the bus did not take the events: " + *answer->fault);
}

}  // namespace

void each_event(ports::EventBus& bus, const ports::Positions& after,
                const std::function<void(const ports::Delivery&)>& take) {
    const auto goal = bus.head();
    auto passed = after;
    const auto bell = std::make_shared<Bell>();
    const auto stream =
        bus.follow({.reader = "reading", .after = after, .wake = [bell] { bell->ring(); }});
    while (!passed.has_passed(goal)) {
        const auto deliveries = stream->take(events_at_once);
        if (deliveries.empty() && !bell->wait()) refuse("the bus gives no more events");
        for (const auto& delivery : deliveries) {
            const bool is_later = delivery.position.offset > goal.of(delivery.position.partition);
            passed.raise(delivery.position);
            if (!is_later && !delivery.event->source.empty()) take(delivery);
        }
    }
}

void ReadCount::add(ports::Position position) {
    if (position.offset > stored_.of(position.partition)) is_beyond_ = true;
    if (!is_beyond_) ++count_;
}

LineFileSum write_events(ports::EventBus& bus, const std::vector<ports::EventPointer>& left,
                         const std::filesystem::path& file,
                         const std::function<void(const ports::Delivery&)>& take) {
    LineWriter writer{file};
    each_event(bus, {}, [&](const ports::Delivery& delivery) {
        writer.add(contracts::encode(to_moved(*delivery.event)));
        take(delivery);
    });
    for (const auto& event : left) writer.add(contracts::encode(to_moved(*event)));
    return writer.finish();
}

void publish_events(ports::EventBus& bus, const std::filesystem::path& file, const LineFileSum& sum,
                    const std::function<void(std::int64_t events)>& progress) {
    if (read_lines(file, [](std::string_view) {}) != sum) {
        refuse(file.string() + " was changed after the export");
    }
    std::vector<ports::EventPointer> events;
    const auto flush = [&] {
        if (events.empty()) return;
        const auto count = static_cast<std::int64_t>(events.size());
        publish(bus, std::exchange(events, {}));
        progress(count);
    };
    read_lines(file, [&](std::string_view line) {
        events.push_back(to_envelope(decoded(line)));
        if (events.size() >= events_at_once) flush();
    });
    flush();
}

std::vector<ports::Positions> positions_of(ports::EventBus& bus, const std::filesystem::path& file,
                                           const std::vector<std::int64_t>& counts) {
    // An event that was published twice counts where it stands first: its repeat is dropped.
    std::unordered_map<std::string, std::int64_t> ordinals;
    std::int64_t ordinal = 0;
    read_lines(file, [&](std::string_view line) {
        ordinals.try_emplace(identity_of(decoded(line)), ++ordinal);
    });

    std::vector<ports::Positions> positions(counts.size());
    std::vector<std::vector<bool>> is_beyond(counts.size());
    std::int64_t found = 0;
    each_event(bus, {}, [&](const ports::Delivery& delivery) {
        const auto place = ordinals.find(identity_of(to_moved(*delivery.event)));
        if (place == ordinals.end()) refuse("the log holds an event that the export does not have");
        ++found;
        const auto partition = static_cast<std::size_t>(delivery.position.partition);
        for (std::size_t i = 0; i < counts.size(); ++i) {
            if (is_beyond[i].size() <= partition) is_beyond[i].resize(partition + 1, false);
            if (place->second > counts[i]) is_beyond[i][partition] = true;
            if (!is_beyond[i][partition]) positions[i].raise(delivery.position);
        }
    });
    if (found < ordinal) {
        refuse(fmt::format("the log holds {} events instead of {}", found, ordinal));
    }
    return positions;
}

}  // namespace boxoffice::app
