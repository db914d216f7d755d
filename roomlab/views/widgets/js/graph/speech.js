// What the drawings say beyond the words of the whole view, in English and Russian.

const EN = {
  graphLabel: "Drawing of who likes whom",
  matrixLabel: "Matrix of who likes whom",
  keys:
    "Arrow keys go from agent to agent, Enter chooses, Shift adds, Escape clears. Plus and minus zoom, Shift and arrows move, " +
    "0 shows all, P pins, A arranges anew.",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  fit: "Show all",
  arrange: "Arrange anew",
};

const RU = {
  graphLabel: "Рисунок: кто к кому как относится",
  matrixLabel: "Матрица: кто к кому как относится",
  keys:
    "Стрелки переходят от агента к агенту, Enter выбирает, с Shift добавляет, Escape снимает выбор. Плюс и минус меняют " +
    "масштаб, Shift со стрелками двигает, 0 показывает всё, P закрепляет, A располагает заново.",
  zoomIn: "Ближе",
  zoomOut: "Дальше",
  fit: "Показать всё",
  arrange: "Расположить заново",
};

/** @param {{language?: string}} words of the view @returns {typeof EN} */
export const speechFor = (words) => (words?.language === "ru" ? RU : EN);
