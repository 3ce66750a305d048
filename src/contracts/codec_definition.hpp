// The definition behind contracts/codec.hpp. Included only by .cpp files that instantiate it.
#pragma once

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/money.hpp"
#include "contracts/codec.hpp"
#include "contracts/json_types.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace boxoffice::contracts::codec_detail {

template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;

/// An enumeration beside its BOOST_DESCRIBE_ENUM travels under its enumerators' names.
template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_public |
                                                            boost::describe::mod_inherited>;

/// "seat_row" -> "seatRow", "_links" -> "_links"; computed when compiling.
template <std::size_t size>
struct WireName {
    std::array<char, size> text{};
    std::size_t length = 0;

    [[nodiscard]] constexpr std::string_view view() const { return {text.data(), length}; }
};

template <class Member>
consteval auto make_wire_name() {
    constexpr std::string_view name = Member::name;
    WireName<name.size() + 1> wire;
    bool raise = false;
    for (const char c : name) {
        if (c == '_' && wire.length > 0) {
            raise = true;
            continue;
        }
        wire.text[wire.length++] =
            raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        raise = false;
    }
    return wire;
}

template <class Member>
inline constexpr auto wire_name = make_wire_name<Member>();

/// `,"seatRow":`, as it is written behind another member.
template <class Member>
consteval auto make_wire_key() {
    constexpr auto name = wire_name<Member>.view();
    std::array<char, name.size() + 4> key{};
    std::size_t length = 0;
    key[length++] = ',';
    key[length++] = '"';
    for (const char c : name) key[length++] = c;
    key[length++] = '"';
    key[length++] = ':';
    return key;
}

template <class Member>
inline constexpr auto wire_key = make_wire_key<Member>();

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsNullable : std::false_type {};
template <class T>
struct IsNullable<Nullable<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsId : std::false_type {};
template <class Tag>
struct IsId<base::Id<Tag>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class T>
struct IsMap<std::map<std::string, T>> : std::true_type {};

// ---- writing

inline void append_integer(std::string& out, std::int64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

template <class T>
void write(std::string& out, const T& value);

/// A list has its default when it is empty.
template <class T, class Field>
bool has_default(const T& value, Field T::*member) {
    if constexpr (IsVector<Field>::value || IsMap<Field>::value) {
        return (value.*member).empty();
    } else {
        static const T initial{};
        return value.*member == initial.*member;
    }
}

template <Described T>
void write_members(std::string& out, const T& value) {
    bool first = true;
    out += '{';
    boost::mp11::mp_for_each<members_of<T>>([&](auto member) {
        const auto& field = value.*member.pointer;
        using Field = std::remove_cvref_t<decltype(field)>;
        if constexpr (IsOptional<Field>::value) {
            if (!field) return;
        } else if constexpr (is_sparse<T>) {
            if (has_default(value, member.pointer)) return;
        }
        constexpr const auto& key = wire_key<decltype(member)>;
        const std::size_t skipped = first ? 1 : 0;
        out.append(key.data() + skipped, key.size() - skipped);
        first = false;
        write(out, field);
    });
    out += '}';
}

template <class T>
void write(std::string& out, const T& value) {
    if constexpr (std::same_as<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::integral<T>) {
        append_integer(out, static_cast<std::int64_t>(value));
    } else if constexpr (DescribedEnum<T>) {
        out += '"';
        out += boost::describe::enum_to_string(value, "");
        out += '"';
    } else if constexpr (IsId<T>::value) {
        append_integer(out, value.value);
    } else if constexpr (std::same_as<T, std::string>) {
        append_json_string(out, value);
    } else if constexpr (std::same_as<T, base::Instant>) {
        out += '"';
        base::append_rfc3339(out, value);
        out += '"';
    } else if constexpr (std::same_as<T, base::Money>) {
        out += "{\"amount\":";
        append_integer(out, value.amount);
        out += ",\"currency\":\"";
        out += value.currency.text();
        out += "\"}";
    } else if constexpr (std::same_as<T, RawJson>) {
        out += value.text.empty() ? std::string_view{"null"} : std::string_view{value.text};
    } else if constexpr (IsOptional<T>::value) {
        if (value) {
            write(out, *value);
        } else {
            out += "null";
        }
    } else if constexpr (IsNullable<T>::value) {
        write(out, value.value);
    } else if constexpr (IsVector<T>::value) {
        out += '[';
        bool first = true;
        for (const auto& item : value) {
            if (!first) out += ',';
            first = false;
            write(out, item);
        }
        out += ']';
    } else if constexpr (IsMap<T>::value) {
        out += '{';
        bool first = true;
        for (const auto& [name, item] : value) {
            if (!first) out += ',';
            first = false;
            append_json_string(out, name);
            out += ':';
            write(out, item);
        }
        out += '}';
    } else {
        write_members(out, value);
    }
}

// ---- reading

/// Where we are in the document, as a chain on the stack: nothing is built unless something is
/// wrong.
struct Path {
    const Path* parent = nullptr;
    std::string_view name{};
    std::int64_t index = -1;

    [[nodiscard]] std::string to_text() const {
        std::string out = parent ? parent->to_text() : std::string{};
        if (index >= 0) return out + '[' + std::to_string(index) + ']';
        if (!out.empty() && !name.empty()) out += '.';
        return out.append(name);
    }
};

using Errors = std::vector<FieldError>;

inline void complain(Errors& errors, const Path& path, const char* reason) {
    errors.push_back({path.to_text(), reason});
}

template <class T>
void read(T& out, const boost::json::value& json, const Path& path, Errors& errors);

template <class T>
void read_integer(T& out, const boost::json::value& json, const Path& path, Errors& errors) {
    boost::json::error_code failed;
    const auto number = json.is_int64() || json.is_uint64() || json.is_double()
                            ? json.to_number<std::int64_t>(failed)
                            : (failed = boost::json::error::not_number, std::int64_t{0});
    if (failed) return complain(errors, path, "not_an_integer");
    if constexpr (sizeof(T) < sizeof(std::int64_t)) {
        if (number < std::numeric_limits<T>::min() || number > std::numeric_limits<T>::max()) {
            return complain(errors, path, "out_of_range");
        }
    }
    out = static_cast<T>(number);
}

inline void read_money(base::Money& out, const boost::json::value& json, const Path& path,
                       Errors& errors) {
    const auto* object = json.if_object();
    if (!object) return complain(errors, path, "not_an_object");
    const Path amount_path{&path, "amount"};
    const Path currency_path{&path, "currency"};
    if (const auto* amount = object->if_contains("amount")) {
        read_integer(out.amount, *amount, amount_path, errors);
    } else {
        complain(errors, amount_path, "missing");
    }
    const auto* currency = object->if_contains("currency");
    if (!currency) return complain(errors, currency_path, "missing");
    const auto* code = currency->if_string();
    const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (!code || code->size() != 3 || !std::all_of(code->begin(), code->end(), is_capital)) {
        return complain(errors, currency_path, "not_a_currency_code");
    }
    std::copy(code->begin(), code->end(), out.currency.code.begin());
}

template <Described T>
void read_members(T& out, const boost::json::value& json, const Path& path, Errors& errors) {
    const auto* object = json.if_object();
    if (!object) return complain(errors, path, "not_an_object");
    boost::mp11::mp_for_each<members_of<T>>([&](auto member) {
        auto& field = out.*member.pointer;
        using Field = std::remove_cvref_t<decltype(field)>;
        const auto name = wire_name<decltype(member)>.view();
        const Path here{&path, name};
        const auto* found = object->if_contains({name.data(), name.size()});
        if (found) return read(field, *found, here, errors);
        constexpr bool may_be_absent = IsOptional<Field>::value || IsNullable<Field>::value ||
                                       IsVector<Field>::value || IsMap<Field>::value ||
                                       is_sparse<T>;
        if constexpr (!may_be_absent) complain(errors, here, "missing");
    });
}

template <class T>
void read_vector(std::vector<T>& out, const boost::json::value& json, const Path& path,
                 Errors& errors) {
    const auto* array = json.if_array();
    if (!array) return complain(errors, path, "not_an_array");
    out.resize(array->size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Path here{&path, {}, static_cast<std::int64_t>(i)};
        read(out[i], (*array)[i], here, errors);
    }
}

template <class T>
void read(T& out, const boost::json::value& json, const Path& path, Errors& errors) {
    if constexpr (std::same_as<T, bool>) {
        if (!json.is_bool()) return complain(errors, path, "not_a_boolean");
        out = json.get_bool();
    } else if constexpr (std::integral<T>) {
        read_integer(out, json, path, errors);
    } else if constexpr (DescribedEnum<T>) {
        const auto* name = json.if_string();
        const bool is_known = name && boost::describe::enum_from_string(name->c_str(), out);
        if (!is_known) complain(errors, path, "not_a_known_value");
    } else if constexpr (IsId<T>::value) {
        const auto errors_before = errors.size();
        read_integer(out.value, json, path, errors);
        if (errors.size() != errors_before) return;
        if (out.value < 0 || out.value > base::id_max) complain(errors, path, "out_of_range");
    } else if constexpr (std::same_as<T, std::string>) {
        const auto* text = json.if_string();
        if (!text) return complain(errors, path, "not_a_string");
        out.assign(text->data(), text->size());
    } else if constexpr (std::same_as<T, base::Instant>) {
        const auto* text = json.if_string();
        const auto instant =
            text ? base::parse_rfc3339({text->data(), text->size()}) : std::nullopt;
        if (!instant) return complain(errors, path, "not_an_rfc3339_time");
        out = *instant;
    } else if constexpr (std::same_as<T, base::Money>) {
        read_money(out, json, path, errors);
    } else if constexpr (std::same_as<T, RawJson>) {
        out.text = boost::json::serialize(json);
    } else if constexpr (IsOptional<T>::value) {
        if (json.is_null()) return out.reset();
        read(out.emplace(), json, path, errors);
    } else if constexpr (IsNullable<T>::value) {
        read(out.value, json, path, errors);
    } else if constexpr (IsVector<T>::value) {
        read_vector(out, json, path, errors);
    } else if constexpr (IsMap<T>::value) {
        const auto* object = json.if_object();
        if (!object) return complain(errors, path, "not_an_object");
        for (const auto& [name, item] : *object) {
            const Path here{&path, name};
            read(out[std::string{name}], item, here, errors);
        }
    } else {
        read_members(out, json, path, errors);
    }
}

/// Parses into memory that goes away as one. Depth is limited: 32 levels.
base::Result<boost::json::value, DecodeError> parse(std::string_view json,
                                                    boost::json::storage_ptr memory);

}  // namespace boxoffice::contracts::codec_detail

namespace boxoffice::contracts {

template <class T>
void encode_to(std::string& out, const T& value) {
    codec_detail::write(out, value);
}

template <class T>
std::string encode(const T& value) {
    std::string out;
    out.reserve(256);
    codec_detail::write(out, value);
    return out;
}

template <class T>
base::Result<T, DecodeError> decode(std::string_view json) {
    unsigned char buffer[4096];
    boost::json::monotonic_resource memory{buffer};
    auto document = codec_detail::parse(json, &memory);
    if (!document) return base::unexpected(document.error());
    T value{};
    DecodeError failed;
    codec_detail::read(value, document.value(), codec_detail::Path{}, failed.errors);
    if (!failed.errors.empty()) return base::unexpected(std::move(failed));
    return value;
}

}  // namespace boxoffice::contracts

/// Makes encode and decode of `Type` linkable. Once per type, in a .cpp file.
#define BOXOFFICE_INSTANTIATE_CODEC(Type)                                           \
    template std::string boxoffice::contracts::encode<Type>(const Type&);           \
    template void boxoffice::contracts::encode_to<Type>(std::string&, const Type&); \
    template boxoffice::base::Result<Type, boxoffice::contracts::DecodeError>       \
        boxoffice::contracts::decode<Type>(std::string_view);
