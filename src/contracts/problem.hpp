// Errors as people and programs get them: RFC 9457 application/problem+json with a stable code.
#pragma once

#include "contracts/codec.hpp"
#include "contracts/json_types.hpp"
#include "ports/http.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::contracts {

BOOST_DESCRIBE_STRUCT(FieldError, (), (field, reason))

/// `code` is stable and for programs; `title` and `detail` are for people. `details` is any further
/// JSON object the code promises (conflicts, alternatives, ...).
struct Problem {
    int status = 500;
    std::string code;
    std::string title;
    std::optional<std::string> detail;
    std::vector<FieldError> errors;
    std::optional<RawJson> details;
};
BOOST_DESCRIBE_STRUCT(Problem, (), (status, code, title, detail, errors, details))

/// A problem whose title is looked up by its code (problem_texts.cpp), in English or Korean as the
/// request's Accept-Language asks.
[[nodiscard]] Problem make_problem(int status, std::string_view code,
                                   std::string_view accept_language = {});

/// 422 validation_failed with every field that is wrong; 400 malformed_json when it was no JSON at
/// all.
[[nodiscard]] Problem validation_problem(const DecodeError& error,
                                         std::string_view accept_language = {});

/// The response; 429 and 503 get Retry-After: `retry_after_seconds`.
[[nodiscard]] ports::HttpResponse to_response(const Problem& problem, int retry_after_seconds = 1);

/// to_response(make_problem(...)) in the language `request` asks for.
[[nodiscard]] ports::HttpResponse problem_response(const ports::HttpRequest& request, int status,
                                                   std::string_view code);

}  // namespace boxoffice::contracts
