#include "contexts/musical/tests/theatre.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace boxoffice::musical::tests {

boost::json::value Theatre::json(const ports::HttpResponse& response) {
    return boost::json::parse(response.body);
}

std::int64_t Theatre::id_of(const ports::HttpResponse& created) {
    return json(created).at("id").to_number<std::int64_t>();
}

std::string Theatre::status_of(std::int64_t seat) {
    const auto shown = json(get("/seats/" + std::to_string(seat)));
    return std::string{shown.at("status").as_string()};
}

contracts::PerformanceId Theatre::performance_of(std::int64_t seat) {
    const auto shown = json(get("/seats/" + std::to_string(seat)));
    return {shown.at("performanceId").to_number<std::int64_t>()};
}

}  // namespace boxoffice::musical::tests
