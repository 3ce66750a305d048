#include "app/served_route.hpp"

namespace boxoffice::app {
namespace {

using ports::HttpMethod;

Repeat repeat_of(const ports::Route& route) {
    if (route.method == HttpMethod::get || route.method == HttpMethod::head) return Repeat::safe;
    const bool is_keyed = route.method == HttpMethod::post && route.takes_idempotency_key;
    return is_keyed ? Repeat::keyed : Repeat::no;
}

}  // namespace

std::string_view to_text(Repeat repeat) {
    switch (repeat) {
        case Repeat::safe:
            return "safe";
        case Repeat::keyed:
            return "keyed";
        case Repeat::no:
            return "no";
    }
    return {};
}

std::string_view to_text(ports::Access access) {
    switch (access) {
        case ports::Access::everyone:
            return "everyone";
        case ports::Access::signed_in:
            return "signed_in";
        case ports::Access::staff:
            return "staff";
        case ports::Access::admin:
            return "admin";
    }
    return {};
}

ServedRoute served_route(std::string_view context, const ports::Route& route) {
    return {.context = std::string{context},
            .method = route.method,
            .pattern = route.pattern,
            .access = route.access,
            .repeat = repeat_of(route),
            .is_stream = route.is_stream,
            .body_bytes_max = route.body_bytes_max};
}

}  // namespace boxoffice::app
