// Goal: tickets are moved all or none; at no step has a seat a ticket that musical may have given
// to somebody else, and no money moves.
#include "contexts/reservation/domain/tests/dialogue.hpp"
#include "contexts/reservation/domain/ticket.hpp"

namespace boxoffice::reservation {
namespace {

using enum State;

const std::vector<std::string> reseated{"ReservationReseated"};

Ticket ticket(std::int64_t id, std::int64_t seat) {
    return {.id = {id}, .reservation_id = {1}, .performance_id = {3}, .seat_id = {seat}};
}

std::size_t open_doors(const Dialogue& d) {
    return valid_tickets(d.reservation()).size();
}

void MovedToAnotherSeat(Dialogue& d) {
    d.completed().say(d.move(12, 21)).expect(Reseating, {"SeatMoveRequested"});
    const auto asked = d.sent<SeatMoveRequested>();
    EXPECT_EQ(asked.epoch, 7);
    EXPECT_EQ(asked.moves, (std::vector<SeatMove>{{{12}, {21}}}));
    EXPECT_EQ(asked.move_number, d.reservation().version);
    EXPECT_EQ(asked.reason, "the seat is broken");
    EXPECT_EQ(open_doors(d), 1U) << "the one that is not moved";
    EXPECT_EQ(use_ticket(ticket(902, 12), d.reservation(), d.now).error(),
              TicketRefusal::ticket_moving);
    EXPECT_TRUE(use_ticket(ticket(901, 11), d.reservation(), d.now));

    d.say(d.seat_moved()).expect(Completed, reseated);
    const auto& r = d.reservation();
    EXPECT_EQ(r.live, (std::vector<SeatId>{{11}, {21}}));
    EXPECT_EQ(r.tickets, (std::vector<TicketReference>{{{901}, {11}}, {{903}, {21}}}));
    EXPECT_EQ(r.epoch, 8);
    EXPECT_EQ(r.total, Money{80'000});
    EXPECT_EQ(r.seats.back().seat_id, SeatId{21});
    EXPECT_EQ(r.seats.back().price, Money{30'000})
        << "what was paid, not what the seat costs today";
    const auto told = d.sent<ReservationReseated>();
    ASSERT_EQ(told.moved.size(), 1U);
    EXPECT_EQ(told.moved[0].from.seat_id, SeatId{12});
    EXPECT_EQ(told.moved[0].to.seat_id, SeatId{21});
    EXPECT_EQ(told.moved[0].to.price, Money{30'000});
    EXPECT_EQ(told.moved[0].ticket_id, TicketId{903});
    EXPECT_EQ(told.seats.size(), 2U);
    EXPECT_EQ(told.tickets, r.tickets);
    EXPECT_EQ(use_ticket(ticket(902, 12), r, d.now).error(), TicketRefusal::ticket_replaced);
    EXPECT_EQ(replacement_of({902}, r), (TicketReference{{903}, {21}}));
    EXPECT_TRUE(use_ticket(ticket(903, 21), r, d.now));
}

void MovedAgainAndCanceledAfterwards(Dialogue& d) {
    d.completed().say(d.move(12, 21)).say(d.seat_moved()).say(d.move(21, 12));
    d.say(d.seat_moved(9)).expect(Completed, reseated);
    EXPECT_EQ(d.reservation().live, (std::vector<SeatId>{{11}, {12}}));
    EXPECT_EQ(replacement_of({902}, d.reservation()), (TicketReference{{904}, {12}}))
        << "however often he was moved";
    d.say(d.move(11, 22)).say(d.seat_moved(10));
    d.say(d.cancel({{22}})).expect(Canceling, {"ReservationCancelPlaced", "RefundRequested"});
    EXPECT_EQ(d.sent<ReservationCancelPlaced>().seats, (std::vector<SeatReference>{{{22}}}));
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{50'000});
    d.say(d.refunded({701}, 50'000)).say(d.seat_refunded({{{22}}}));
    d.expect(Completed, {"ReservationCancelCompleted"});
    EXPECT_EQ(d.sent<ReservationCancelCompleted>().remaining_total, Money{30'000});
    EXPECT_FALSE(replacement_of({901}, d.reservation())) << "given back";
    d.refuses(d.move(12, 22), Rejection::seats_not_in_reservation);
}

void BothMovedAtOnce(Dialogue& d) {
    auto move = d.move(11, 21);
    move.moves.push_back({{12}, d.seat_to(22)});
    d.completed().say(move);
    EXPECT_EQ(open_doors(d), 0U);
    d.say(d.seat_moved());
    EXPECT_EQ(d.reservation().tickets,
              (std::vector<TicketReference>{{{903}, {21}}, {{904}, {22}}}));
    EXPECT_EQ(d.sent<ReservationReseated>().moved.size(), 2U);
}

void NotMovedWhenTheSeatIsTaken(Dialogue& d) {
    d.completed().say(d.move(12, 21)).say(d.move_refused());
    d.expect(Completed, {"ReservationReseatRefused"});
    const auto& r = d.reservation();
    EXPECT_EQ(r.tickets, (std::vector<TicketReference>{{{901}, {11}}, {{902}, {12}}}));
    EXPECT_EQ(open_doors(d), 2U) << "the same tickets as before";
    EXPECT_EQ(r.epoch, 8) << "the request is used up, whatever is told later";
    EXPECT_EQ(r.reseat->outcome, ReseatOutcome::refused);
    EXPECT_EQ(r.reseat->conflicts, (std::vector<SeatConflict>{{{21}, "taken"}}));
    d.ignores(d.seat_moved()).say(d.move(12, 21)).expect(Reseating, {"SeatMoveRequested"});
    EXPECT_EQ(d.sent<SeatMoveRequested>().epoch, 8);
}

void AskedAgainUntilAnswered(Dialogue& d) {
    d.completed().say(d.move(12, 21));
    const auto first = d.sent<SeatMoveRequested>();
    d.ignores(d.deadline_passed()).pass(d.terms.resend_after).say(d.deadline_passed());
    d.expect(Reseating, {"SeatMoveRequested"});
    EXPECT_EQ(d.sent<SeatMoveRequested>().move_number, first.move_number);
    EXPECT_EQ(d.sent<SeatMoveRequested>().epoch, first.epoch);
    d.say(d.seat_moved()).ignores(d.seat_moved()).ignores(d.deadline_passed());
}

void AnswersOfAnEarlierMoveAreIgnored(Dialogue& d) {
    d.completed().say(d.move(12, 21)).say(d.seat_moved());
    const auto late = d.seat_moved();
    const auto late_refusal = d.move_refused();
    d.say(d.move(21, 22)).ignores(late).ignores(late_refusal);
    d.say(d.seat_moved(9)).expect(Completed, reseated);
}

void RepeatedAndRefusedCommands(Dialogue& d) {
    d.refuses(d.move(12, 21), Rejection::not_found);
    d.held().refuses(d.move(12, 21), Rejection::conflict);
    d.say(d.pay()).say(d.seat_locked()).say(d.approved()).say(d.seat_sold());
    d.refuses(d.move(99, 21), Rejection::seats_not_in_reservation);
    d.refuses(d.move(12, 11), Rejection::seats_not_in_reservation);
    d.say(d.move(12, 21)).has_done(d.move(12, 21)).refuses(d.move(11, 22), Rejection::conflict);
    d.refuses(d.cancel(), Rejection::conflict).refuses(d.cancel({{11}}), Rejection::conflict);
    d.say(d.seat_moved()).has_done(d.move(12, 21));
    d.say(d.cancel()).refuses(d.move(11, 22), Rejection::conflict);
}

void ThePerformanceIsCanceledMeanwhile(Dialogue& d) {
    d.completed().say(d.move(12, 21)).say(d.performance_canceled()).expect(Reseating, {});
    d.ignores(d.performance_canceled()).say(d.seat_moved());
    d.expect(Canceling, {"ReservationReseated", "ReservationCancelPlaced", "RefundRequested"});
    EXPECT_EQ(d.sent<ReservationCancelPlaced>().seats, (std::vector<SeatReference>{{{11}}, {{21}}}))
        << "the seats that he has now";
    EXPECT_EQ(d.sent<RefundRequested>().amount, Money{80'000});
    d.say(d.seat_refunded({{{11}}, {{21}}}))
        .say(d.refunded())
        .expect(Canceled, {"ReservationCancelCompleted"});
}

void ThePerformanceIsCanceledAndTheMoveRefused(Dialogue& d) {
    d.completed().say(d.move(12, 21)).say(d.performance_canceled()).say(d.move_refused());
    d.expect(Canceling, {"ReservationReseatRefused", "ReservationCancelPlaced", "RefundRequested"});
    EXPECT_EQ(d.sent<ReservationCancelPlaced>().seats,
              (std::vector<SeatReference>{{{11}}, {{12}}}));
}

void MoneyComesBackAtTheConsoleMeanwhile(Dialogue& d) {
    d.completed().say(d.move(12, 21)).say(d.refunded_unasked()).expect(Reseating, {});
    d.say(d.seat_moved()).expect(Canceling, {"ReservationReseated", "ReservationCancelPlaced"});
    EXPECT_EQ(d.sent<ReservationCancelPlaced>().reason, "refunded_at_provider");
}

void AStrayCaptureMeanwhileGoesBack(Dialogue& d) {
    d.locking().say(d.seat_locked()).say(d.declined()).say(d.pay()).say(d.seat_locked({502}));
    d.say(d.approved({502})).say(d.seat_sold()).say(d.move(12, 21)).say(d.approved({501}));
    d.expect(Reseating, {"RefundRequested"});
    d.say(d.seat_moved()).expect(Completed, reseated);
    EXPECT_EQ(d.reservation().total, Money{80'000});
}

}  // namespace

std::vector<Story> reseat_stories() {
    return {
        {"MovedToAnotherSeat", MovedToAnotherSeat},
        {"MovedAgainAndCanceledAfterwards", MovedAgainAndCanceledAfterwards},
        {"BothMovedAtOnce", BothMovedAtOnce},
        {"NotMovedWhenTheSeatIsTaken", NotMovedWhenTheSeatIsTaken},
        {"AskedAgainUntilAnswered", AskedAgainUntilAnswered},
        {"AnswersOfAnEarlierMoveAreIgnored", AnswersOfAnEarlierMoveAreIgnored},
        {"RepeatedAndRefusedCommands", RepeatedAndRefusedCommands},
        {"ThePerformanceIsCanceledMeanwhile", ThePerformanceIsCanceledMeanwhile},
        {"ThePerformanceIsCanceledAndTheMoveRefused", ThePerformanceIsCanceledAndTheMoveRefused},
        {"MoneyComesBackAtTheConsoleMeanwhile", MoneyComesBackAtTheConsoleMeanwhile},
        {"AStrayCaptureMeanwhileGoesBack", AStrayCaptureMeanwhileGoesBack}};
}

}  // namespace boxoffice::reservation
