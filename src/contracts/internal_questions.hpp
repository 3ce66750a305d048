// What processes of the house ask each other over HTTP: the ports of src/ports that lead from one
// context to another, as requests and answers. Between replicas of neighbouring versions, so only
// optional members are added.
#pragma once

#include "base/clock.hpp"
#include "contracts/codec.hpp"
#include "ports/buyer_directory.hpp"
#include "ports/cancellation_forecast.hpp"
#include "ports/contact_directory.hpp"
#include "ports/http.hpp"
#include "ports/people_directory.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::ports {

BOOST_DESCRIBE_STRUCT(Contact, (), (name, email, language, guest_code))
BOOST_DESCRIBE_STRUCT(Person, (), (user_id, name, email, role))
BOOST_DESCRIBE_STRUCT(Buyer, (), (name, email, language))
BOOST_DESCRIBE_STRUCT(RefundShare, (), (method, provider, reservations, amount))
BOOST_DESCRIBE_STRUCT(CancellationForecast::Round, (), (told, to_tell, open, needs_attention))
BOOST_DESCRIBE_STRUCT(CancellationForecast, (),
                      (paid, unpaid, under_way, seats_dropped, refunds, total, fees_kept, people,
                       notices, per_second_max, round))
BOOST_DESCRIBE_STRUCT(HttpHeader, (), (name, value))

}  // namespace boxoffice::ports

namespace boxoffice::contracts {

/// Where they are asked, on the internal port.
namespace internal_paths {
inline constexpr std::string_view token_keys = "/.well-known/jwks.json";
inline constexpr std::string_view contacts = "/internal/contacts/";    ///< + user id
inline constexpr std::string_view forecasts = "/internal/forecasts/";  ///< + performance id
inline constexpr std::string_view people_search = "/internal/people/search";
inline constexpr std::string_view people_find = "/internal/people/find";
inline constexpr std::string_view buyers = "/internal/buyers";
inline constexpr std::string_view revocations = "/internal/sessions/revoked";  ///< ?since=
}  // namespace internal_paths

/// Without a contact: that account is unknown or erased, and will stay so.
struct ContactFound {
    std::optional<ports::Contact> contact;
};
BOOST_DESCRIBE_STRUCT(ContactFound, (), (contact))

/// Names are asked in bodies: addresses of requests end up in logs.
struct PeopleWanted {
    std::string text;
    std::int64_t count_max = 0;
};
BOOST_DESCRIBE_STRUCT(PeopleWanted, (), (text, count_max))

struct PeopleNamed {
    std::vector<std::int64_t> user_ids;
};
BOOST_DESCRIBE_STRUCT(PeopleNamed, (), (user_ids))

struct PeopleFound {
    std::vector<ports::Person> people;
    bool is_complete = true;
};
BOOST_DESCRIBE_STRUCT(PeopleFound, (), (people, is_complete))

/// A sale at the desk, as far as identity looks at it: who sells, in which language, and what its
/// Idempotency-Key belongs to.
struct BuyerWanted {
    ports::Buyer buyer;
    std::int64_t seller = 0;
    std::string role;
    std::string method;
    std::string path;
    std::string body;
    std::optional<std::string> idempotency_key;
    std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(BuyerWanted, (),
                      (buyer, seller, role, method, path, body, idempotency_key, language))

/// A ready answer to whoever sells: what of the buyer is wrong.
struct RefusedAnswer {
    std::int64_t status = 0;
    std::vector<ports::HttpHeader> headers;
    std::string body;
};
BOOST_DESCRIBE_STRUCT(RefusedAnswer, (), (status, headers, body))

/// One of the two.
struct BuyerFound {
    std::optional<std::int64_t> user_id;
    std::optional<RefusedAnswer> refusal;
};
BOOST_DESCRIBE_STRUCT(BuyerFound, (), (user_id, refusal))

struct ForecastFound {
    ports::CancellationForecast forecast;
};
BOOST_DESCRIBE_STRUCT(ForecastFound, (), (forecast))

struct SessionsRevoked {
    std::vector<std::string> sessions;
    base::Instant as_of{};
};
BOOST_DESCRIBE_STRUCT(SessionsRevoked, (), (sessions, as_of))

}  // namespace boxoffice::contracts
