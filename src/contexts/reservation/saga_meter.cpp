#include "contexts/reservation/saga_meter.hpp"

#include <string>

namespace boxoffice::reservation {

SagaMeter::SagaMeter(ports::Metrics& metrics, const Terms& terms)
    : metrics_(metrics),
      terms_(terms),
      answered_(
          metrics.histogram("boxoffice_reservation_answer_seconds", "",
                            "From placing a reservation to knowing whether its seats could be "
                            "had.")),
      charged_(metrics.histogram("boxoffice_reservation_charge_seconds", "",
                                 "From asking for the money to knowing whether it came.")),
      seats_sold_(metrics.counter("boxoffice_seats_sold_total", "",
                                  "Seats of completed reservations; given back ones are not taken "
                                  "off.")),
      paid_for_nothing_(metrics.counter("boxoffice_reservation_paid_for_nothing_total", "",
                                        "Purchases whose money came and goes back though nobody "
                                        "canceled them: the seats had gone.")) {
    for (std::size_t state = 0; state < states; ++state) {
        std::string label = "to=\"";
        label.append(to_text(static_cast<State>(state))).append("\"");
        entered_[state] = &metrics.counter("boxoffice_reservation_transitions_total", label,
                                           "Steps of reservations, by the state they led to.");
    }
}

void SagaMeter::count(const Reservation& before, const Accepted& accepted) {
    for (const auto& step : accepted.transitions) {
        if (step.from == step.to) continue;
        entered_[static_cast<std::size_t>(step.to)]->add();
        if (step.from == State::Placed) answered_.observe(step.at - before.reserved_dt);
        // The lock deadline is set when the charge begins, and kept until its end.
        if (step.from == State::Paying && before.lock_deadline) {
            charged_.observe(step.at - (*before.lock_deadline - terms_.lock_deadline));
        }
        const bool is_unasked = !accepted.after.canceled_by;
        if (step.to == State::Refunding && is_unasked) paid_for_nothing_.add();
        if (step.from == State::Selling && step.to == State::Completed) count_sale(accepted.after);
    }
}

void SagaMeter::count_sale(const Reservation& sold) {
    seats_sold_.add(static_cast<std::int64_t>(sold.live.size()));
    std::string label = "currency=\"";
    label.append(sold.total.currency.text()).append("\"");
    metrics_
        .counter("boxoffice_sales_amount_total", label,
                 "What completed reservations cost, in minor units; refunds are not taken off.")
        .add(sold.total.amount);
}

}  // namespace boxoffice::reservation
