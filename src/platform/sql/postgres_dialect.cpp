#include "platform/sql/postgres_dialect.hpp"

#include "base/fault.hpp"
#include "base/invariant.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

namespace boxoffice::platform {
namespace {

enum class PieceKind { word, text, comment, placeholder, other };

/// The smallest part of SQL that means something by itself.
struct Piece {
    PieceKind kind;
    std::string_view text;
};

bool is_word_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The length of what `sql`, which is not empty, begins with.
Piece first_piece(std::string_view sql) {
    const auto through = [&](std::string_view end, std::size_t from) {
        const auto at = sql.find(end, from);
        return sql.substr(0, at == std::string_view::npos ? at : at + end.size());
    };
    if (sql.starts_with("--")) return {PieceKind::comment, through("\n", 2)};
    if (sql.starts_with("/*")) return {PieceKind::comment, through("*/", 2)};
    // A doubled quote inside is read as the end of one text and the beginning of the next.
    if (sql.front() == '\'') return {PieceKind::text, through("'", 1)};
    if (sql.front() == '"') return {PieceKind::text, through("\"", 1)};
    const bool is_placeholder = sql.front() == '$';
    std::size_t size = is_placeholder ? 1 : 0;
    while (size < sql.size() && is_word_character(sql[size])) ++size;
    if (size == 0) return {PieceKind::other, sql.substr(0, 1)};
    return {is_placeholder ? PieceKind::placeholder : PieceKind::word, sql.substr(0, size)};
}

std::vector<Piece> pieces_of(std::string_view sql) {
    std::vector<Piece> pieces;
    while (!sql.empty()) {
        pieces.push_back(first_piece(sql));
        sql.remove_prefix(pieces.back().text.size());
    }
    return pieces;
}

/// Whether the words from `at` on, apart from spaces, are these.
bool are_words(const std::vector<Piece>& pieces, std::size_t at,
               std::initializer_list<std::string_view> words) {
    for (const auto word : words) {
        while (at < pieces.size() && pieces[at].text == " ") ++at;
        if (at >= pieces.size() || pieces[at].text != word) return false;
        ++at;
    }
    return true;
}

std::size_t find(const std::vector<Piece>& pieces, std::size_t from, std::string_view text) {
    const auto found =
        std::find_if(pieces.begin() + static_cast<std::ptrdiff_t>(from), pieces.end(),
                     [&](const Piece& piece) { return piece.text == text; });
    BOXOFFICE_INVARIANT(found != pieces.end());
    return static_cast<std::size_t>(found - pieces.begin());
}

std::string_view translated_word(std::string_view word) {
    if (word == "INTEGER") return "BIGINT";
    if (word == "LIKE") return "ILIKE";
    return word;
}

/// "/* FOR UPDATE */" -> "FOR UPDATE"; other comments stay what they are.
std::string_view translated_comment(std::string_view comment) {
    const bool is_clause = comment.starts_with("/* FOR ") && comment.ends_with(" */");
    return is_clause ? comment.substr(3, comment.size() - 6) : comment;
}

/// "... ON t BEGIN SELECT RAISE(ABORT, 'why'); END" -> "... ON t FOR EACH ROW EXECUTE FUNCTION
/// raise_abort('why')".
/// @return the piece after it.
std::size_t translate_trigger(const std::vector<Piece>& pieces, std::size_t at, std::string& out) {
    const auto begin = find(pieces, at, "BEGIN");
    BOXOFFICE_INVARIANT(are_words(pieces, find(pieces, begin, "SELECT"), {"SELECT", "RAISE"}));
    for (; at < begin; ++at) out += pieces[at].text;
    out += "FOR EACH ROW EXECUTE FUNCTION raise_abort(";
    const auto end = find(pieces, begin, "END");
    for (; at < end; ++at) {
        if (pieces[at].kind == PieceKind::text) out += pieces[at].text;
    }
    out += ")";
    return end + 1;
}

std::size_t placeholder_number(std::string_view placeholder) {
    std::size_t number = 0;
    const auto digits = placeholder.substr(1);
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

}  // namespace

const std::string_view dialect_functions = R"sql(
CREATE OR REPLACE FUNCTION raise_abort() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
END $$;

-- PostgreSQL wants to be told the table too.
CREATE OR REPLACE FUNCTION drop_trigger(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE (SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass)
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE tgname = name AND relnamespace = current_schema()::regnamespace);
END $$;

-- Paths are of the form $.name.name; what is found is answered as text, or NULL.
CREATE OR REPLACE FUNCTION json_extract(body text, path text) RETURNS text IMMUTABLE LANGUAGE sql
AS $$ SELECT body::json #>> string_to_array(substr(path, 3), '.') $$;

CREATE OR REPLACE FUNCTION json_each(body text, path text) RETURNS TABLE (value text) IMMUTABLE
LANGUAGE sql AS $$
    SELECT element::text FROM json_array_elements(
        body::json #> string_to_array(substr(path, 3), '.')) AS element
$$;
)sql";

TranslatedStatement translate_statement(std::string_view statement) {
    TranslatedStatement translated;
    std::vector<bool> is_used;
    for (const auto& piece : pieces_of(statement)) {
        if (piece.kind == PieceKind::word) {
            translated.text += translated_word(piece.text);
        } else if (piece.kind == PieceKind::comment) {
            translated.text += translated_comment(piece.text);
        } else {
            translated.text += piece.text;
        }
        if (piece.kind != PieceKind::placeholder) continue;
        const auto number = placeholder_number(piece.text);
        if (number == 0) continue;  // the server refuses it
        if (number > is_used.size()) is_used.resize(number);
        is_used[number - 1] = true;
    }
    translated.placeholders = is_used.size();
    if (!std::all_of(is_used.begin(), is_used.end(), [](bool used) { return used; })) {
        throw base::InfrastructureFault(
            fmt::format("PostgreSQL: {}: placeholders must be $1 to ${} without a gap", statement,
                        is_used.size()),
            base::Retry::no);
    }
    return translated;
}

std::string translate_script(const ports::Migration& migration) {
    std::string script{migration.script};
    if (!migration.sqlite_only.empty()) {
        const auto at = script.find(migration.sqlite_only);
        BOXOFFICE_INVARIANT(at != std::string::npos);
        script.erase(at, migration.sqlite_only.size());
    }
    const auto pieces = pieces_of(script);
    std::string out;
    std::string_view last_word;
    for (std::size_t at = 0; at < pieces.size();) {
        const auto& piece = pieces[at];
        if (are_words(pieces, at, {"CREATE", "TRIGGER"})) {
            at = translate_trigger(pieces, at, out);
        } else if (are_words(pieces, at, {"DROP", "TRIGGER"})) {
            const auto end = find(pieces, at, ";");
            out += fmt::format("SELECT drop_trigger('{}')", pieces[end - 1].text);
            at = end;
        } else if (are_words(pieces, at, {"WITHOUT", "ROWID"})) {
            at = find(pieces, at, "ROWID") + 1;
        } else {
            const bool is_column = piece.text == "TEXT" && last_word != "AS";
            if (piece.kind == PieceKind::word) last_word = piece.text;
            out += piece.kind != PieceKind::word ? piece.text
                   : is_column                   ? std::string_view{R"(TEXT COLLATE "C")"}
                                                 : translated_word(piece.text);
            ++at;
        }
    }
    return out;
}

}  // namespace boxoffice::platform
