#include "contexts/reservation/desk_routes.hpp"

#include "contexts/reservation/requests.hpp"
#include "contracts/desk_methods.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace boxoffice::reservation {
namespace {

using contracts::FieldError;
using ports::HttpMethod;
using ports::HttpRequest;
using ports::Responder;

/// A receipt's number is shorter than that on any terminal.
constexpr std::size_t reference_bytes_max = 100;
constexpr std::size_t reason_bytes_max = 200;

/// @return what is wrong with a text that one method needs and the others must not have; empty when
/// nothing is.
std::string_view fault_of_entry(const std::optional<std::string>& text, bool is_needed,
                                std::size_t bytes_max) {
    if (!text) return is_needed ? "missing" : "";
    if (!is_needed) return "not_expected";
    return fault_of(*text, bytes_max);
}

std::vector<FieldError> check(const DeskPayment& payment) {
    std::vector<FieldError> errors;
    const auto add = [&errors](std::string field, std::string_view reason) {
        if (!reason.empty()) errors.push_back({std::move(field), std::string{reason}});
    };
    const auto& method = payment.method;
    if (!contracts::is_desk_method(method)) add("payment.method", "not_a_known_value");
    add("payment.reference",
        fault_of_entry(payment.reference, method == contracts::desk_card, reference_bytes_max));
    add("payment.reason",
        fault_of_entry(payment.reason, method == contracts::desk_comp, reason_bytes_max));
    return errors;
}

}  // namespace

std::vector<ports::Route> DeskRoutes::table() {
    return {{HttpMethod::post, "/reservations/desk-sales", ports::Access::staff,
             [this](const HttpRequest& request, const Responder& responder) {
                 sell(request, responder);
             }}};
}

void DeskRoutes::sell(const HttpRequest& request, const Responder& responder) {
    const auto body = read_body<DeskSaleBody>(request, responder);
    if (!body) return;
    const auto asker = asker_of(request);
    auto errors = check(body->payment);
    if (!errors.empty()) {
        return responder->send(contracts::to_response(contracts::validation_problem(
            contracts::DecodeError{std::move(errors)}, asker.language)));
    }
    auto seats =
        seats_of_body(request, body->seat_id, body->seat_ids, settings_.seats_per_reservation_max);
    if (!seats) return responder->send(seats.error());

    PlaceRequest command{.asker = asker,
                         .user = {},
                         .musical_id = body->musical_id,
                         .performance_id = body->performance_id,
                         .seats = std::move(seats).value(),
                         .payment_method = body->payment.method,
                         .desk = DeskSale{.sold_by = UserId{request.principal.user_id},
                                          .reference = body->payment.reference,
                                          .reason = body->payment.reason}};
    const auto& buyer = body->buyer;
    buyers_.find_or_make(
        request, {buyer.name, buyer.email, buyer.language},
        [this, request, responder, command = std::move(command)](ports::BuyerAnswer found) mutable {
            if (!found) return responder->send(found.error());
            command.user = UserId{*found};
            placements_.start(request, responder, std::move(command));
        });
}

}  // namespace boxoffice::reservation
