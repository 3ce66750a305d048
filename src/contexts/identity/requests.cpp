#include "contexts/identity/requests.hpp"

#include "contexts/identity/account.hpp"
#include "contracts/codec_definition.hpp"
#include "contracts/problem.hpp"
#include "contracts/problem_texts.hpp"

#include <iterator>

namespace boxoffice::identity {
namespace {

using Errors = std::vector<contracts::FieldError>;

constexpr std::size_t reason_bytes_max = 200;

void add(Errors& errors, Errors more) {
    errors.insert(errors.end(), std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
}

void add_carrier(Errors& errors, const std::optional<std::string>& carrier) {
    if (carrier && *carrier != "body" && *carrier != "cookie") {
        errors.push_back({"carrier", "not_a_known_value"});
    }
}

Errors check(const RegisterBody& body) {
    Errors errors = check_email(body.email);
    add(errors, check_name(body.name));
    add(errors, check_password("password", body.password));
    if (body.language) add(errors, check_language(*body.language));
    add_carrier(errors, body.carrier);
    return errors;
}

Errors check(const GuestBody& body) {
    Errors errors = check_email(body.email);
    add(errors, check_name(body.name));
    if (body.language) add(errors, check_language(*body.language));
    add_carrier(errors, body.carrier);
    return errors;
}

/// What an account cannot have, its login cannot have either: it is then wrong credentials, not a
/// wrong field. Only the carrier is ours to check.
Errors check(const LoginBody& body) {
    Errors errors;
    add_carrier(errors, body.carrier);
    return errors;
}

/// What no link can have in it is a wrong code, as with a login.
Errors check(const GuestLinkBody& body) {
    Errors errors;
    add_carrier(errors, body.carrier);
    return errors;
}

Errors check(const RefreshBody&) {
    return {};
}

Errors check(const EditBody& body) {
    Errors errors;
    if (body.name) add(errors, check_name(*body.name));
    if (body.language) add(errors, check_language(*body.language));
    return errors;
}

Errors check(const PasswordBody& body) {
    Errors errors = check_password("newPassword", body.new_password);
    add_carrier(errors, body.carrier);
    return errors;
}

Errors check(const RoleBody& body) {
    Errors errors;
    if (!role_to_give(body.role)) errors.push_back({"role", "not_a_known_value"});
    if (body.reason && body.reason->size() > reason_bytes_max) {
        errors.push_back({"reason", "too_long"});
    }
    return errors;
}

}  // namespace

template <class Body>
base::Result<Body, ports::HttpResponse> read_body(const ports::HttpRequest& request) {
    const auto language = answer_language_of(request);
    auto body = contracts::decode<Body>(request.body);
    if (!body) {
        return base::unexpected(
            contracts::to_response(contracts::validation_problem(body.error(), language)));
    }
    auto errors = check(*body);
    if (errors.empty()) return std::move(body).value();
    return base::unexpected(contracts::to_response(
        contracts::validation_problem(contracts::DecodeError{std::move(errors)}, language)));
}

template base::Result<RegisterBody, ports::HttpResponse> read_body(const ports::HttpRequest&);
template base::Result<GuestBody, ports::HttpResponse> read_body(const ports::HttpRequest&);
template base::Result<LoginBody, ports::HttpResponse> read_body(const ports::HttpRequest&);
template base::Result<GuestLinkBody, ports::HttpResponse> read_body(const ports::HttpRequest&);
template base::Result<RefreshBody, ports::HttpResponse> read_body(const ports::HttpRequest&);
template base::Result<EditBody, ports::HttpResponse> read_body(const ports::HttpRequest&);
template base::Result<PasswordBody, ports::HttpResponse> read_body(const ports::HttpRequest&);
template base::Result<RoleBody, ports::HttpResponse> read_body(const ports::HttpRequest&);

std::string language_of(const std::optional<std::string>& said, const ports::HttpRequest& request) {
    if (said) return *said;
    return contracts::prefers_korean(answer_language_of(request)) ? "ko" : "en";
}

std::string answer_language_of(const ports::HttpRequest& request) {
    return std::string{request.header("Accept-Language").value_or(std::string_view{})};
}

Carrier carrier_of(const std::optional<std::string>& said) {
    return said == "cookie" ? Carrier::cookie : Carrier::body;
}

}  // namespace boxoffice::identity
