#include "contracts/problem.hpp"

#include "contracts/codec_definition.hpp"
#include "contracts/problem_texts.hpp"

namespace boxoffice::contracts {

Problem make_problem(int status, std::string_view code, std::string_view accept_language) {
    return {.status = status,
            .code = std::string{code},
            .title = std::string{problem_title(code, prefers_korean(accept_language))},
            .detail = {},
            .errors = {},
            .details = {}};
}

Problem validation_problem(const DecodeError& error, std::string_view accept_language) {
    const bool is_json = error.errors.size() != 1 || error.errors.front().reason != "not_json";
    auto problem = is_json ? make_problem(422, "validation_failed", accept_language)
                           : make_problem(400, "malformed_json", accept_language);
    problem.errors = error.errors;
    return problem;
}

ports::HttpResponse to_response(const Problem& problem, int retry_after_seconds) {
    ports::HttpResponse response;
    response.status = problem.status;
    response.headers.push_back({"Content-Type", "application/problem+json"});
    if (problem.status == 429 || problem.status == 503) {
        response.headers.push_back({"Retry-After", std::to_string(retry_after_seconds)});
    }
    // `type` of RFC 9457 stays "about:blank" by being absent: `code` tells problems apart.
    response.body = encode(problem);
    return response;
}

ports::HttpResponse problem_response(const ports::HttpRequest& request, int status,
                                     std::string_view code) {
    return to_response(
        make_problem(status, code, request.header("Accept-Language").value_or(std::string_view{})));
}

}  // namespace boxoffice::contracts

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::contracts::Problem)
