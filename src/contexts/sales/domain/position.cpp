#include "contexts/sales/domain/position.hpp"

namespace boxoffice::sales {

Amounts& operator+=(Amounts& amounts, const Amounts& more) {
    amounts.tickets += more.tickets;
    amounts.captured += more.captured;
    amounts.refunded += more.refunded;
    amounts.fees += more.fees;
    return amounts;
}

Amounts operator-(const Amounts& after, const Amounts& before) {
    return {.tickets = after.tickets - before.tickets,
            .captured = after.captured - before.captured,
            .refunded = after.refunded - before.refunded,
            .fees = after.fees - before.fees};
}

Position difference(const Position& after, const Position& before) {
    Position moved = after;
    for (const auto& [cell, amounts] : before) moved[cell] = moved[cell] - amounts;
    std::erase_if(moved, [](const auto& entry) { return entry.second.is_nothing(); });
    return moved;
}

}  // namespace boxoffice::sales
