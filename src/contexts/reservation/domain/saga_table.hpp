// The purchase saga as data (ARCHITECTURE.md, "The purchase"). decide() walks these rows and has no
// others, so that the table and the code cannot drift.
#pragma once

#include "contexts/reservation/domain/saga.hpp"

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace boxoffice::reservation {

/// A short list that lives inside its row.
template <class T, std::size_t most>
class Few {
  public:
    constexpr Few() = default;
    constexpr Few(std::initializer_list<T> items) {
        for (const T& item : items) items_[size_++] = item;
    }
    [[nodiscard]] constexpr const T* begin() const { return items_.data(); }
    [[nodiscard]] constexpr const T* end() const { return items_.data() + size_; }
    [[nodiscard]] constexpr std::size_t size() const { return size_; }
    [[nodiscard]] constexpr bool contains(const T& wanted) const {
        for (const T& item : *this) {
            if (item == wanted) return true;
        }
        return false;
    }

  private:
    std::array<T, most> items_{};
    std::size_t size_ = 0;
};

/// Everything a row may look at.
struct Situation {
    const Reservation& reservation;
    const Input& input;
    Trigger trigger;
    Instant now;
    const Terms& terms;
    Ids& ids;

    /// The input as the type that `trigger` names.
    template <class T>
    [[nodiscard]] const T& as() const {
        return std::get<T>(input);
    }
};

/// A guard, with the words it has in the printed table.
struct Condition {
    std::string_view text;
    bool (*holds)(const Situation&) = nullptr;
};

/// What a step writes down for evolve(), with its words.
struct Change {
    std::string_view text;
    void (*write)(const Situation&, Transition&) = nullptr;
};

/// The state after a row.
struct Next {
    enum class Kind { to, same, where_it_came_from };
    Kind kind = Kind::same;
    State state = State::New;
};

/// What a row can send: the events of this context that the saga publishes.
enum class Message {
    ReservationPlaced,
    ReservationHeld,
    SeatLockRequested,
    SeatUnlockRequested,
    PaymentRequested,
    SeatSaleRequested,
    SeatReleaseRequested,
    ReservationCompleted,
    ReservationImpossible,
    ReservationExpired,
    ReservationCancelPlaced,
    RefundRequested,
    RefundRecorded,
    ReservationCancelCompleted,
    SeatMoveRequested,
    ReservationReseated,
    ReservationReseatRefused,
};
BOOST_DESCRIBE_ENUM(Message, ReservationPlaced, ReservationHeld, SeatLockRequested,
                    SeatUnlockRequested, PaymentRequested, SeatSaleRequested, SeatReleaseRequested,
                    ReservationCompleted, ReservationImpossible, ReservationExpired,
                    ReservationCancelPlaced, RefundRequested, RefundRecorded,
                    ReservationCancelCompleted, SeatMoveRequested, ReservationReseated,
                    ReservationReseatRefused)

/// In one of the states `from`, one of `triggers` with all of `conditions` leads to `next`;
/// `changes` are noted and `sends` are sent in the same transaction. No two rows ever fit at once
/// (a test says so).
struct Row {
    Few<State, 15> from;
    Few<Trigger, 3> triggers;
    Few<Condition, 4> conditions;
    Next next;
    Few<Change, 5> changes;
    Few<Message, 3> sends;
};

[[nodiscard]] std::span<const Row> saga_table();

/// The row as one line: "Held | PayReservation | amount right, margin left | Locking | ... |
/// SeatLockRequested".
[[nodiscard]] std::string to_text(const Row& row);

/// Whether `row` applies to `situation`.
[[nodiscard]] bool fits(const Row& row, const Situation& situation);

}  // namespace boxoffice::reservation
