#include "contexts/reservation/calendar.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace boxoffice::reservation {
namespace {

/// Octets of a line before it has to be folded, without its end.
constexpr std::size_t line_bytes_max = 75;

bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// Folds between characters, never inside one.
void append_line(std::string& out, std::string_view line) {
    std::size_t room = line_bytes_max;
    while (line.size() > room) {
        auto cut = room;
        while (cut > 0 && continues_character(line[cut])) --cut;
        out.append(line.substr(0, cut)).append("\r\n ");
        line.remove_prefix(cut);
        room = line_bytes_max - 1;  // the space counts
    }
    out.append(line).append("\r\n");
}

/// A value of type TEXT. Control characters have no place in one.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) continue;
        if (c == '\\' || c == ';' || c == ',') out += '\\';
        out += c;
    }
    return out;
}

/// "20261122T193000Z" from "2026-11-22T19:30:00.000Z".
std::string stamp(Instant instant) {
    auto text = base::to_rfc3339(instant).substr(0, 19) + 'Z';
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text;
}

std::string seat_text(const SeatDetails& seat, bool korean) {
    const auto row = korean ? seat.row_label + "열 " : "row " + seat.row_label + ", ";
    const auto number = korean ? seat.seat_label + "번" : "seat " + seat.seat_label;
    return seat.section + (korean ? " " : ", ") + row + number + " (" + seat.grade + ')';
}

}  // namespace

TicketResource in_english(TicketResource ticket, const contracts::EnglishNames& names) {
    if (names.musical_name) ticket.musical_name = *names.musical_name;
    if (names.venue_name) ticket.venue_name = *names.venue_name;
    if (auto section = contracts::section_name(names, ticket.seat.section)) {
        ticket.seat.section = std::move(*section);
    }
    return ticket;
}

std::string to_calendar(const TicketResource& ticket, Instant now, bool korean) {
    const auto number = std::to_string(ticket.id.value);
    const auto seat = seat_text(ticket.seat, korean);
    std::string out;
    append_line(out, "BEGIN:VCALENDAR");
    append_line(out, "VERSION:2.0");
    append_line(out, "PRODID:-//Boxoffice//Tickets//EN");
    append_line(out, "BEGIN:VEVENT");
    append_line(out, "UID:ticket-" + number + "@boxoffice");
    append_line(out, "DTSTAMP:" + stamp(now));
    append_line(out, "DTSTART:" + stamp(ticket.starts_at.value()));
    append_line(out, "SUMMARY:" + escaped(ticket.musical_name));
    append_line(out, "LOCATION:" + escaped(ticket.venue_name));
    append_line(out, "DESCRIPTION:" + escaped((korean ? "좌석: " : "Seat: ") + seat + '\n' +
                                              (korean ? "티켓 " : "Ticket ") + number));
    append_line(out, ticket.is_valid ? "STATUS:CONFIRMED" : "STATUS:CANCELLED");
    append_line(out, "END:VEVENT");
    append_line(out, "END:VCALENDAR");
    return out;
}

}  // namespace boxoffice::reservation
