#include "models/data/mimic3/channels.h"

namespace credence::data::mimic3 {
namespace {

constexpr std::array<absl::string_view, 2> kRefill = {"0.0", "1.0"};

constexpr std::array<absl::string_view, 8> kEye = {
    "To Pain", "3 To speech", "1 No Response", "4 Spontaneously",
    "None",    "To Speech",   "Spontaneously", "2 To pain"};

constexpr std::array<absl::string_view, 12> kMotor = {
    "1 No Response",    "3 Abnorm flexion", "Abnormal extension", "No response",
    "4 Flex-withdraws", "Localizes Pain",   "Flex-withdraws",     "Obeys Commands",
    "Abnormal Flexion", "6 Obeys Commands", "5 Localizes Pain",   "2 Abnorm extensn"};

constexpr std::array<absl::string_view, 13> kTotal = {"11", "10", "13", "12", "15", "14", "3",
                                                      "5",  "4",  "7",  "6",  "9",  "8"};

constexpr std::array<absl::string_view, 12> kVerbal = {
    "1 No Response", "No Response",     "Confused",        "Inappropriate Words",
    "Oriented",      "No Response-ETT", "5 Oriented",      "Incomprehensible sounds",
    "1.0 ET/Trach",  "4 Confused",      "2 Incomp sounds", "3 Inapprop words"};

// Indices: "0.0", "4 Spontaneously", "6 Obeys Commands", "15", "5 Oriented".
constexpr std::array<Channel, 17> kChannels = {{
    {"Capillary refill rate", kRefill, 0},
    {"Diastolic blood pressure", {}, 59},
    {"Fraction inspired oxygen", {}, 0.21},
    {"Glascow coma scale eye opening", kEye, 3},
    {"Glascow coma scale motor response", kMotor, 9},
    {"Glascow coma scale total", kTotal, 4},
    {"Glascow coma scale verbal response", kVerbal, 6},
    {"Glucose", {}, 128},
    {"Heart Rate", {}, 86},
    {"Height", {}, 170},
    {"Mean blood pressure", {}, 77},
    {"Oxygen saturation", {}, 98},
    {"Respiratory rate", {}, 19},
    {"Systolic blood pressure", {}, 118},
    {"Temperature", {}, 36.6},
    {"Weight", {}, 81},
    {"pH", {}, 7.4},
}};

}  // namespace

std::span<const Channel> Channels() { return kChannels; }

}  // namespace credence::data::mimic3
