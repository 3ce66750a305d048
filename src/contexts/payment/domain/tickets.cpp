#include "contexts/payment/domain/tickets.hpp"

#include <algorithm>
#include <cstdint>

namespace boxoffice::payment {

void tickets_issued(const Step& step, const TicketsIssued& issued) {
    auto& payment = step.payment();
    const bool is_told_again = payment.issued.amount != 0;
    if (is_told_again || issued.total.amount <= 0) return step.ignore();
    payment.issued = issued.total;
    payment.tickets = issued.total;
    step.book(Occasion::tickets_issued, issued.total.amount);
}

void tickets_left(const Step& step, const TicketsLeft& left) {
    auto& payment = step.payment();
    const auto given_up = payment.tickets.amount - left.total.amount;
    if (given_up <= 0) return step.ignore();
    const auto missing = std::max(books_of(payment).open_items, std::int64_t{0});
    const auto voided = std::min(given_up, missing);
    payment.tickets.amount -= given_up;
    payment.retained.amount += given_up - voided;
    step.book(Occasion::tickets_voided, voided);
    step.book(Occasion::fee_retained, given_up - voided);
}

}  // namespace boxoffice::payment
