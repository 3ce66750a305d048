// The one codec: described structs to JSON and back. Wire names are the members' in lowerCamelCase.
//
// Reading is tolerant: unknown fields are skipped, absent optionals stay empty, absent members that
// have a default keep it only when they are std::optional, Nullable or a vector; every other absent
// or mistyped member is reported by its path, all of them at once. Writing leaves empty optionals
// out.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::contracts {

struct FieldError {
    std::string field;   ///< "seats[2].seatId"; empty = the whole document
    std::string reason;  ///< "missing", "not_an_integer", "not_json", ...
    friend bool operator==(const FieldError&, const FieldError&) = default;
};

struct DecodeError {
    std::vector<FieldError> errors;
    [[nodiscard]] std::string to_text() const;
};

/// Types that only their own context reads, from its own store: members that have their default are
/// left out when writing and keep it when absent. Specialise where the codec is
/// instantiated.
template <class T>
inline constexpr bool is_sparse = false;

/// JSON text of `value`. Defined for every event and for every type a room names with
/// BOXOFFICE_INSTANTIATE_CODEC (contracts/codec_definition.hpp) in one of its .cpp files.
template <class T>
[[nodiscard]] std::string encode(const T& value);

/// Appends the same to `out`, for the hot paths.
template <class T>
void encode_to(std::string& out, const T& value);

template <class T>
[[nodiscard]] base::Result<T, DecodeError> decode(std::string_view json);

/// Appends `text` as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);

}  // namespace boxoffice::contracts
