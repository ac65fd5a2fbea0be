// For oracle_test.py: lines of "label risk" on stdin -> the figures as JSON on stdout.
#include <cmath>
#include <cstdio>

#include "models/metrics/figures.h"

int main() {
  using namespace credence::metrics;
  AnswerTable answers;
  int label = 0;
  double risk = 0;
  while (std::scanf("%d %lf", &label, &risk) == 2) {
    answers.label.push_back(label);
    answers.risk.push_back(risk);
    answers.mixture_nll.push_back(-std::log(label == 1 ? risk : 1 - risk));
  }
  answers.average_nll = answers.mixture_nll;
  const absl::StatusOr<Figures> figures = ComputeFigures(answers.view());
  if (!figures.ok()) {
    std::fprintf(stderr, "%s\n", figures.status().ToString().c_str());
    return 1;
  }
  const char* separator = "{";
  for (const FigureRow& row : kFigureRows) {
    std::printf("%s\"%s\": %.17g", separator, row.name, (*figures).*row.value);
    separator = ", ";
  }
  std::printf("}\n");
}
