// CLD2 with spans over the texts of a file, one a line; prints how many bytes of spans it found. Built by `measure`.
#include <cstdio>
#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

int main(int, char **arguments) {
    std::ifstream file(arguments[1]);
    std::string line;
    size_t bytes = 0;
    while (std::getline(file, line)) {
        CLD2::Language languages[3];
        int percents[3], text_bytes;
        double scores[3];
        bool reliable;
        CLD2::ResultChunkVector chunks;
        CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
        CLD2::ExtDetectLanguageSummary(line.data(), static_cast<int>(line.size()), true, &hints, 0, languages, percents, scores,
                                       &chunks, &text_bytes, &reliable);
        for (const auto &chunk : chunks) bytes += chunk.bytes;
    }
    std::cout << bytes << "\n";
}
