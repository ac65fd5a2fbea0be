#include <nlohmann/json.hpp>

#include "models/data/scores.h"

namespace credence::data {
namespace {

constexpr char kScores[] = R"json([
  {"name": "APACHE_II", "items": [
    {"series": "Temp", "edges": [30, 32, 34, 36, 38.5, 39, 41],
     "points": [4, 3, 2, 1, 0, 1, 3, 4]},
    {"series": "MBP", "edges": [50, 70, 110, 130, 160], "points": [4, 2, 0, 2, 3, 4]},
    {"series": "HR", "edges": [40, 55, 70, 110, 140, 180], "points": [4, 3, 2, 0, 2, 3, 4]},
    {"series": "RespRate", "edges": [6, 10, 12, 25, 35, 50], "points": [4, 2, 1, 0, 1, 3, 4]},
    {"series": "PaO2", "edges": [55, 61, 70], "points": [4, 3, 1, 0]},
    {"series": "pH", "edges": [7.15, 7.25, 7.33, 7.5, 7.6, 7.7], "points": [4, 3, 2, 0, 1, 3, 4]},
    {"series": "Na", "edges": [111, 120, 130, 150, 155, 160, 180],
     "points": [4, 3, 2, 0, 1, 2, 3, 4]},
    {"series": "K", "edges": [2.5, 3, 3.5, 5.5, 6, 7], "points": [4, 2, 1, 0, 1, 3, 4]},
    {"series": "Creatinine", "edges": [0.6, 1.5, 2, 3.5], "points": [2, 0, 2, 3, 4]},
    {"series": "HCT", "edges": [20, 30, 46, 50, 60], "points": [4, 2, 0, 1, 2, 4]},
    {"series": "WBC", "edges": [1, 3, 15, 20, 40], "points": [4, 2, 0, 1, 2, 4]},
    {"series": "GCS", "edges": [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
     "points": [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]},
    {"number": "Age", "edges": [45, 55, 65, 75], "points": [0, 2, 3, 5, 6]}]},
  {"name": "APACHE_III", "items": [
    {"series": "HR", "edges": [40, 50, 100, 110, 120, 140, 155],
     "points": [8, 5, 0, 1, 5, 7, 13, 17]},
    {"series": "MBP", "edges": [40, 60, 70, 80, 100, 120, 130, 140],
     "points": [23, 15, 7, 6, 0, 4, 7, 9, 10]},
    {"series": "Temp", "edges": [33, 33.5, 34, 35, 36, 40], "points": [20, 16, 13, 8, 2, 0, 4]},
    {"series": "RespRate", "edges": [6, 12, 14, 25, 35, 40, 50],
     "points": [17, 8, 7, 0, 6, 9, 11, 18]},
    {"series": "PaO2", "edges": [50, 70, 80], "points": [15, 5, 2, 0]},
    {"series": "HCT", "edges": [41, 50], "points": [3, 0, 3]},
    {"series": "WBC", "edges": [1, 3, 20, 25], "points": [19, 5, 0, 1, 5]},
    {"series": "Creatinine", "edges": [0.5, 1.5, 1.95], "points": [3, 0, 4, 7]},
    {"series": "BUN", "edges": [17, 20, 40, 80], "points": [0, 2, 7, 11, 12]},
    {"series": "Na", "edges": [120, 135, 155], "points": [3, 2, 0, 4]},
    {"series": "Albumin", "edges": [2, 2.5, 4.5], "points": [11, 6, 0, 4]},
    {"series": "Bilirubin", "edges": [2, 3, 5, 8], "points": [0, 5, 6, 8, 16]},
    {"series": "Glucose", "edges": [40, 60, 200, 350], "points": [8, 9, 0, 3, 5]},
    {"series": "GCS", "edges": [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
     "points": [48, 45, 42, 37, 33, 29, 25, 20, 15, 12, 8, 3, 0]},
    {"series": "pH", "edges": [7.15, 7.2, 7.3, 7.5, 7.65], "points": [12, 9, 4, 0, 3, 6]},
    {"number": "Age", "edges": [45, 60, 65, 70, 75, 85], "points": [0, 5, 11, 13, 16, 17, 24]},
    {"late_sum": "Urine", "edges": [400, 600, 900, 1500, 2000, 4000],
     "points": [15, 8, 7, 5, 4, 0, 1]}]},
  {"name": "SAPS_II", "items": [
    {"series": "HR", "edges": [40, 70, 120, 160], "points": [11, 2, 0, 4, 7]},
    {"series": "SBP", "edges": [70, 100, 200], "points": [13, 5, 0, 2]},
    {"series": "Temp", "edges": [39], "points": [0, 3]},
    {"series": "PaO2/FiO2", "edges": [100, 200], "points": [11, 9, 6]},
    {"series": "BUN", "edges": [28, 84], "points": [0, 6, 10]},
    {"series": "WBC", "edges": [1, 20], "points": [12, 0, 3]},
    {"series": "K", "edges": [3, 5], "points": [3, 0, 3]},
    {"series": "Na", "edges": [125, 145], "points": [5, 0, 1]},
    {"series": "HCO3", "edges": [15, 20], "points": [6, 3, 0]},
    {"series": "Bilirubin", "edges": [4, 6], "points": [0, 4, 9]},
    {"series": "GCS", "edges": [6, 9, 11, 14], "points": [26, 13, 7, 5, 0]},
    {"number": "Age", "edges": [40, 60, 70, 75, 80], "points": [0, 7, 12, 15, 16, 18]},
    {"late_sum": "Urine", "edges": [500, 1000], "points": [11, 4, 0]}]},
  {"name": "SOFA", "items": [
    {"series": "PaO2/FiO2", "edges": [100, 200, 300, 400], "points": [4, 3, 2, 1, 0]},
    {"series": "Platelets", "edges": [20, 50, 100, 150], "points": [4, 3, 2, 1, 0]},
    {"series": "Bilirubin", "edges": [1.2, 2, 6, 12], "points": [0, 1, 2, 3, 4]},
    {"series": "MBP", "edges": [70], "points": [1, 0]},
    {"series": "GCS", "edges": [6, 10, 13, 15], "points": [4, 3, 2, 1, 0]},
    {"series": "Creatinine", "edges": [1.2, 2, 3.5, 5], "points": [0, 1, 2, 3, 4]},
    {"late_sum": "Urine", "edges": [200, 500], "points": [4, 3, 0]}]},
  {"name": "LODS", "items": [
    {"series": "GCS", "edges": [6, 9, 14], "points": [5, 3, 1, 0]},
    {"series": "HR", "edges": [30, 140], "points": [5, 0, 1]},
    {"series": "SBP", "edges": [40, 70, 90, 240, 270], "points": [5, 3, 1, 0, 1, 3]},
    {"series": "BUN", "edges": [17, 28, 56], "points": [0, 1, 3, 5]},
    {"series": "Creatinine", "edges": [1.2, 1.6], "points": [0, 1, 3]},
    {"series": "PaO2/FiO2", "edges": [150], "points": [3, 1]},
    {"series": "WBC", "edges": [1, 2.5, 50], "points": [3, 1, 0, 1]},
    {"series": "Platelets", "edges": [50], "points": [1, 0]},
    {"series": "Bilirubin", "edges": [2], "points": [0, 1]},
    {"late_sum": "Urine", "edges": [500, 750, 10000], "points": [5, 3, 0, 3]}]},
  {"name": "OASIS", "items": [
    {"series": "GCS", "edges": [8, 14, 15], "points": [10, 4, 3, 0]},
    {"series": "HR", "edges": [33, 89, 107, 126], "points": [4, 0, 1, 3, 6]},
    {"series": "MBP", "edges": [20.65, 51, 61.33, 143.44], "points": [4, 3, 2, 0, 3]},
    {"series": "RespRate", "edges": [6, 13, 23, 31, 45], "points": [10, 1, 0, 1, 6, 9]},
    {"series": "Temp", "edges": [33.22, 35.94, 36.4, 36.89, 39.88], "points": [3, 4, 2, 0, 2, 6]},
    {"series": "MechVent", "edges": [0.5], "points": [0, 9]},
    {"number": "Age", "edges": [24, 54, 78, 90], "points": [0, 3, 6, 9, 7]},
    {"late_sum": "Urine", "edges": [671, 1427, 2544, 6896], "points": [10, 5, 1, 0, 8]}]},
  {"name": "NEWS", "items": [
    {"series": "RespRate", "edges": [9, 12, 21, 25], "points": [3, 1, 0, 2, 3]},
    {"series": "SaO2", "edges": [92, 94, 96], "points": [3, 2, 1, 0]},
    {"series": "SBP", "edges": [91, 101, 111, 220], "points": [3, 2, 1, 0, 3]},
    {"series": "HR", "edges": [41, 51, 91, 111, 131], "points": [3, 1, 0, 1, 2, 3]},
    {"series": "Temp", "edges": [35.1, 36.1, 38.1, 39.1], "points": [3, 1, 0, 1, 2]},
    {"series": "GCS", "edges": [15], "points": [3, 0]},
    {"series": "FiO2", "edges": [0.22], "points": [0, 2]}]}
])json";

}  // namespace

nlohmann::json DefaultScores() { return nlohmann::json::parse(kScores); }

}  // namespace credence::data
