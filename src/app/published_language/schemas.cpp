#include "app/published_language/schemas.hpp"

#include "contracts/codec_definition.hpp"
#include "contracts/events.hpp"

#include <set>
#include <vector>

namespace boxoffice::app {
namespace {

namespace detail = contracts::codec_detail;

template <class T>
struct Type {
    using type = T;
};

/// Writes structs and remembers which others they mention, so that each is written once.
class SchemaWriter {
  public:
    SchemaWriter(YamlText& yaml, int depth, const StructComments& comments)
        : yaml_(yaml), depth_(depth), comments_(comments) {}

    template <class Struct>
    void write_struct() {
        const auto name = base::type_name<Struct>();
        if (!written_.emplace(name).second) return;
        yaml_.line(depth_, std::string{name} + ":");
        yaml_.line(depth_ + 1, "type: object");
        const auto comment = comments_.find(name);
        if (comment != comments_.end()) yaml_.quoted(depth_ + 1, "description", comment->second);
        write_required<Struct>();
        yaml_.line(depth_ + 1, "properties:");
        boost::mp11::mp_for_each<detail::members_of<Struct>>([&](auto member) {
            using Field = std::remove_cvref_t<decltype(std::declval<Struct&>().*member.pointer)>;
            const std::string_view wire = detail::wire_name<decltype(member)>.view();
            yaml_.line(depth_ + 2, std::string{wire} + ":");
            write_type<Field>(depth_ + 3);
        });
        boost::mp11::mp_for_each<detail::members_of<Struct>>([&](auto member) {
            using Field = std::remove_cvref_t<decltype(std::declval<Struct&>().*member.pointer)>;
            mention<Field>();
        });
    }

    /// The structs that were mentioned and not yet written, until there are none.
    void write_mentioned() {
        for (std::size_t next = 0; next < mentioned_.size(); ++next) mentioned_[next](*this);
    }

  private:
    template <class Struct>
    void write_required() {
        std::string names;
        boost::mp11::mp_for_each<detail::members_of<Struct>>([&](auto member) {
            using Field = std::remove_cvref_t<decltype(std::declval<Struct&>().*member.pointer)>;
            if constexpr (!detail::IsOptional<Field>::value && !detail::IsVector<Field>::value) {
                if (!names.empty()) names += ", ";
                names += detail::wire_name<decltype(member)>.view();
            }
        });
        yaml_.line(depth_ + 1, "required: [" + names + "]");
    }

    template <class T>
    void write_type(int depth) {
        if constexpr (std::same_as<T, bool>) {
            yaml_.line(depth, "type: boolean");
        } else if constexpr (std::integral<T>) {
            yaml_.line(depth, "type: integer");
            yaml_.line(depth,
                       sizeof(T) == sizeof(std::int64_t) ? "format: int64" : "format: int32");
        } else if constexpr (std::same_as<T, std::string>) {
            yaml_.line(depth, "type: string");
        } else if constexpr (detail::IsOptional<T>::value) {
            write_type<typename T::value_type>(depth);
        } else if constexpr (detail::IsVector<T>::value) {
            yaml_.line(depth, "type: array");
            yaml_.line(depth, "items:");
            write_type<typename T::value_type>(depth + 1);
        } else {
            yaml_.line(depth, "$ref: '#/components/schemas/" + std::string{schema_name<T>()} + "'");
        }
    }

    template <class T>
    static constexpr std::string_view schema_name() {
        if constexpr (detail::IsId<T>::value) {
            return "Id";
        } else if constexpr (std::same_as<T, base::Instant>) {
            return "Time";
        } else {
            static_assert(detail::Described<T> || std::same_as<T, base::Money>,
                          "an event carries a type that has no schema yet");
            return base::type_name<T>();
        }
    }

    template <class T>
    void mention() {
        if constexpr (detail::IsOptional<T>::value || detail::IsVector<T>::value) {
            mention<typename T::value_type>();
        } else if constexpr (detail::Described<T>) {
            mentioned_.push_back([](SchemaWriter& writer) { writer.write_struct<T>(); });
        }
    }

    YamlText& yaml_;
    int depth_;
    const StructComments& comments_;
    std::set<std::string, std::less<>> written_;
    std::vector<void (*)(SchemaWriter&)> mentioned_;
};

void write_values(YamlText& yaml, int depth) {
    yaml.line(depth, "Id:");
    yaml.line(depth + 1, "type: integer");
    yaml.line(depth + 1, "format: int64");
    yaml.line(depth + 1, "minimum: 1");
    yaml.line(depth + 1, "maximum: " + std::to_string(base::id_max));
    yaml.quoted(depth + 1, "description", "Never given twice; 2^53-1 is the last that JSON keeps.");
    yaml.line(depth, "Time:");
    yaml.line(depth + 1, "type: string");
    yaml.line(depth + 1, "format: date-time");
    yaml.line(depth + 1, "pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$'");
    yaml.quoted(depth + 1, "description", "RFC 3339, UTC, with milliseconds.");
    yaml.line(depth, "Money:");
    yaml.line(depth + 1, "type: object");
    yaml.quoted(depth + 1, "description",
                "`amount` counts minor units: won for KRW, cents for USD.");
    yaml.line(depth + 1, "required: [amount, currency]");
    yaml.line(depth + 1, "properties:");
    yaml.line(depth + 2, "amount:");
    yaml.line(depth + 3, "type: integer");
    yaml.line(depth + 3, "format: int64");
    yaml.line(depth + 2, "currency:");
    yaml.line(depth + 3, "type: string");
    yaml.line(depth + 3, "pattern: '^[A-Z]{3}$'");
}

}  // namespace

void write_schemas(YamlText& yaml, int depth, const StructComments& comments) {
    SchemaWriter writer{yaml, depth, comments};
    boost::mp11::mp_for_each<boost::mp11::mp_transform<Type, contracts::Events>>(
        [&](auto event) { writer.write_struct<typename decltype(event)::type>(); });
    writer.write_mentioned();
    write_values(yaml, depth);
}

}  // namespace boxoffice::app
