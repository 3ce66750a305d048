#include "contexts/reservation/placing_refusals.hpp"

#include "contracts/codec_definition.hpp"
#include "contracts/problem.hpp"

#include <string>
#include <utility>

namespace boxoffice::reservation {
namespace {

using ports::HttpResponse;

bool reads_korean(const Asker& asker) {
    return asker.language == "ko";
}

template <class Id>
std::string number(Id id) {
    return std::to_string(id.value);
}

std::string numbers(const std::vector<SeatId>& seats) {
    std::string out;
    for (const auto seat : seats) out.append(out.empty() ? "" : ", ").append(number(seat));
    return out;
}

HttpResponse refuse(const Asker& asker, const char* field, const char* reason, std::string detail) {
    auto refusal = contracts::make_problem(422, "seats_of_one_performance", asker.language);
    refusal.detail = std::move(detail);
    refusal.errors.push_back({field, reason});
    return contracts::to_response(refusal);
}

}  // namespace

HttpResponse refuse_strangers(const Asker& asker, const std::vector<SeatId>& strangers,
                              SeatId first, PerformanceId performance) {
    return refuse(asker, "seatIds", "of_another_performance",
                  reads_korean(asker)
                      ? numbers(strangers) + "번 좌석은 " + number(first) + "번 좌석의 회차(" +
                            number(performance) + ")에 속하지 않습니다."
                      : "Not of performance " + number(performance) + ", to which seat " +
                            number(first) + " belongs: " + numbers(strangers) + '.');
}

HttpResponse refuse_performance(const Asker& asker, SeatId seat, PerformanceId named,
                                PerformanceId actual) {
    return refuse(asker, "performanceId", "not_of_the_seat",
                  reads_korean(asker)
                      ? number(seat) + "번 좌석은 회차 " + number(named) + "이(가) 아니라 회차 " +
                            number(actual) + "에 속합니다."
                      : "Seat " + number(seat) + " is of performance " + number(actual) +
                            ", not of performance " + number(named) + '.');
}

HttpResponse refuse_musical(const Asker& asker, SeatId seat, MusicalId named, MusicalId actual) {
    return refuse(asker, "musicalId", "not_of_the_seat",
                  reads_korean(asker)
                      ? number(seat) + "번 좌석은 공연 " + number(named) + "이(가) 아니라 공연 " +
                            number(actual) + "에 속합니다."
                      : "Seat " + number(seat) + " is of musical " + number(actual) +
                            ", not of musical " + number(named) + '.');
}

HttpResponse refuse_by_limit(const Asker& asker, const PersonalLimit& limit) {
    const auto most = std::to_string(limit.seat_limit_per_person);
    const auto held = std::to_string(limit.seats_held);
    const auto wanted = std::to_string(limit.seats_wanted);
    auto refusal = contracts::make_problem(409, "limit_per_person", asker.language);
    refusal.detail = reads_korean(asker)
                         ? "이 회차는 1인당 " + most + "석까지 예매할 수 있습니다. 이미 " + held +
                               "석이 있고 " + wanted + "석을 더 선택하셨습니다."
                         : "One person may have " + most + " seats of this performance; you have " +
                               held + " and ask for " + wanted + '.';
    refusal.details = contracts::RawJson{contracts::encode(limit)};
    return contracts::to_response(refusal);
}

}  // namespace boxoffice::reservation

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::PersonalLimit)
