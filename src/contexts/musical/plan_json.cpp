#include "contexts/musical/plan_json.hpp"

#include "contracts/codec_definition.hpp"

#include <boost/json/serialize.hpp>

#include <cmath>
#include <utility>

namespace boxoffice::musical {
namespace {

namespace json = boost::json;

/// "seat_guid" -> "seatGuid": the codec reads our spelling only.
std::string respelled(std::string_view key) {
    std::string out;
    bool raise = false;
    for (const char c : key) {
        if (c == '_' && !out.empty()) {
            raise = true;
            continue;
        }
        out += raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        raise = false;
    }
    return out;
}

/// The same document in our spelling; drawing tools place seats at fractions, our unit is whole.
/// The parser limits how deep a document is nested.
json::value respelled(const json::value& value) {
    if (const auto* object = value.if_object()) {
        json::object out;
        for (const auto& [key, member] : *object) {
            out[respelled(std::string_view{key.data(), key.size()})] = respelled(member);
        }
        return out;
    }
    if (const auto* array = value.if_array()) {
        json::array out;
        out.reserve(array->size());
        for (const auto& item : *array) out.push_back(respelled(item));
        return out;
    }
    constexpr double exact = 1e15;  // beyond it the codec says out_of_range
    if (value.is_double() && std::abs(value.get_double()) < exact) {
        return static_cast<std::int64_t>(std::llround(value.get_double()));
    }
    return value;
}

std::optional<std::string> text_member(const json::object& object, std::string_view name) {
    const auto* found = object.if_contains({name.data(), name.size()});
    if (!found || !found->is_string()) return std::nullopt;
    return std::string{found->get_string().data(), found->get_string().size()};
}

}  // namespace

base::Result<std::optional<PretixImport>, contracts::DecodeError> find_pretix_plan(
    std::string_view body) {
    const auto document = contracts::codec_detail::parse(body, {});
    if (!document) return base::unexpected(document.error());
    const auto* object = document->if_object();
    if (!object) return std::optional<PretixImport>{};
    const json::value* source =
        object->contains("zones") ? &*document : object->if_contains("plan");
    const bool is_pretix = source && source->is_object() && source->get_object().contains("zones");
    if (!is_pretix) return std::optional<PretixImport>{};

    auto plan = contracts::decode<pretix::Plan>(json::serialize(respelled(*source)));
    if (!plan) return base::unexpected(plan.error());
    PretixImport found{.plan = std::move(*plan)};
    if (source != &*document) {
        found.name = text_member(*object, "name");
        found.name_en = text_member(*object, "nameEn");
        found.time_zone = text_member(*object, "timeZone");
    }
    return std::optional{std::move(found)};
}

}  // namespace boxoffice::musical
