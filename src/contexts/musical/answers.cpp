#include "contexts/musical/answers.hpp"

#include <utility>

namespace boxoffice::musical {

ports::HttpResponse refusal(const std::string& language, int status, std::string_view code) {
    return contracts::to_response(contracts::make_problem(status, code, language));
}

ports::HttpResponse invalid(const std::string& language, FieldErrors errors) {
    return contracts::to_response(contracts::validation_problem({std::move(errors)}, language));
}

ports::HttpResponse has_live_reservations(const std::string& language, std::int64_t count) {
    auto problem = contracts::make_problem(409, "has_live_reservations", language);
    problem.details = contracts::RawJson{"{\"reservations\":" + std::to_string(count) + '}'};
    return contracts::to_response(problem);
}

ports::HttpResponse conflicting(const std::string& language, std::string_view code,
                                const std::vector<contracts::SeatConflict>& conflicts) {
    auto problem = contracts::make_problem(409, code, language);
    std::string details = "{\"conflicts\":[";
    for (const auto& conflict : conflicts) {
        if (details.back() != '[') details += ',';
        details += "{\"seatId\":" + std::to_string(conflict.seat_id.value) + ",\"reason\":";
        contracts::append_json_string(details, conflict.reason);
        details += '}';
    }
    problem.details = contracts::RawJson{details + "]}"};
    return contracts::to_response(problem);
}

ports::HttpResponse no_content() {
    ports::HttpResponse response;
    response.status = 204;
    return response;
}

}  // namespace boxoffice::musical
