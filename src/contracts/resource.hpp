// What all HTTP resources share: JSON answers, HAL collections with paging, conditional GET,
// Prefer.
#pragma once

#include "base/result.hpp"
#include "ports/http.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::contracts {

struct Link {
    std::string href;
};
BOOST_DESCRIBE_STRUCT(Link, (), (href))

/// The `_links` of a single resource.
struct SelfLinks {
    Link self;
};
BOOST_DESCRIBE_STRUCT(SelfLinks, (), (self))

[[nodiscard]] ports::HttpResponse json_response(int status, std::string body);
/// 201 with Location.
[[nodiscard]] ports::HttpResponse created_response(const std::string& location, std::string body);

/// Which part of a collection is asked for: `?page=&size=&sort=field,asc`.
struct PageRequest {
    /// Source: the published contract; a page beyond it would be an unbounded list.
    static constexpr std::int64_t size_max = 200;

    std::int64_t number = 0;
    std::int64_t size = 20;
    std::string sort;  ///< one of the sortable fields; empty = the collection's own order
    bool is_descending = false;

    [[nodiscard]] std::int64_t offset() const { return number * size; }
};

/// @return the page, or a ready 422 that names the wrong parameter.
[[nodiscard]] base::Result<PageRequest, ports::HttpResponse> page_of(
    const ports::HttpRequest& request, std::span<const std::string_view> sortable);

/// A query parameter as an integer from `min` to `max`: absent, the number, or a ready 422.
[[nodiscard]] base::Result<std::optional<std::int64_t>, ports::HttpResponse> integer_of(
    const ports::HttpRequest& request, std::string_view name, std::int64_t min, std::int64_t max);

/// `application/hal+json`: `items` are resources as JSON texts, `total` counts all pages.
[[nodiscard]] ports::HttpResponse collection_response(const ports::HttpRequest& request,
                                                      std::string_view name,
                                                      const std::vector<std::string>& items,
                                                      const PageRequest& page, std::int64_t total);

/// Gives `response` its ETag (`"<tag>"`) and turns it into 304 when the client has that already.
[[nodiscard]] ports::HttpResponse conditional(const ports::HttpRequest& request,
                                              ports::HttpResponse response, std::string_view tag);

/// RFC 7240. `wait` is cut to 10 s.
struct Preferences {
    static constexpr std::int64_t wait_seconds_max = 10;

    std::optional<std::int64_t> wait_seconds;
    bool is_strict = false;
};
[[nodiscard]] Preferences preferences_of(const ports::HttpRequest& request);

}  // namespace boxoffice::contracts
