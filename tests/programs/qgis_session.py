"""What somebody does in QGIS, done by its own Python.

It is called as `qgis_session.py edit FILE CHANGES` or `qgis_session.py save FILE TARGET`. It runs under the
Python that Debian's QGIS is made for, so it imports nothing of this project.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("XDG_RUNTIME_DIR", "/tmp")

from qgis.core import (  # pyright: ignore[reportMissingImports]
    QgsApplication,
    QgsCoordinateTransformContext,
    QgsDateTimeRange,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsPointXY,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDateTime, QSize, Qt  # pyright: ignore[reportMissingImports]
from qgis.PyQt.QtGui import QColor  # pyright: ignore[reportMissingImports]

DRIVERS = {".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".fgb": "FlatGeobuf", ".geojson": "GeoJSON"}
DRIVERS |= {".kml": "LIBKML"}


def opened(path: Path) -> QgsVectorLayer:
    layer = QgsVectorLayer(str(path), path.stem, "ogr")
    assert layer.isValid(), path
    return layer


def edit(path: Path, changes: dict) -> None:
    """Change values by id, move a vertex wherever it stands, delete features; save in place."""
    layer = opened(path)
    assert layer.startEditing()
    numbers = {feature["id"]: feature.id() for feature in layer.getFeatures()}
    for name, values in changes["values"].items():
        for field, value in values.items():
            assert layer.changeAttributeValue(numbers[name], layer.fields().indexOf(field), value)
    if "vertex" in changes:
        moved = sum(move(layer, feature, *changes["vertex"]) for feature in list(layer.getFeatures()))
        print(moved, "vertices moved")
    for name in changes.get("deleted", ()):
        assert layer.deleteFeature(numbers[name])
    assert layer.commitChanges(), layer.commitErrors()


def move(layer: QgsVectorLayer, feature, old: list, new: list) -> int:
    """Move each vertex of a feature that stands at a point, as the vertex tool does."""
    at = [i for i, vertex in enumerate(feature.geometry().vertices()) if close(vertex, old)]
    # A ring's first vertex is its last one too, and QGIS moves both.
    return sum(layer.moveVertex(*new, feature.id(), i) for i in at[:1])


def close(vertex, point: list) -> bool:
    return QgsPointXY(vertex).sqrDist(*point) < 1e-18


def save(path: Path, target: Path) -> None:
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.fileEncoding = DRIVERS[target.suffix], "UTF-8"
    context = QgsCoordinateTransformContext()
    error, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(
        opened(path), str(target), context, options
    )
    assert not error, message


def play(path: Path, asked: dict) -> None:
    """Open a table with the style that it bears, and paint it at times; print colours at points, as JSON."""
    layer = opened(path)
    layer.loadDefaultStyle()  # as the application does with each layer that is added
    assert layer.temporalProperties().isActive()
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(*asked["size"]))
    settings.setBackgroundColor(QColor("#ffffff"))
    settings.setIsTemporal(True)
    print(json.dumps([painted(settings, **one) for one in asked["dates"]]))


def painted(settings: QgsMapSettings, date: str, points: list, picture: str) -> list:
    at = QDateTime.fromString(date, Qt.ISODate)
    at.setTimeSpec(Qt.UTC)
    settings.setTemporalRange(QgsDateTimeRange(at, at))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    assert image.save(picture)
    pixels = (settings.mapToPixel().transform(QgsPointXY(*point)) for point in points)
    return [image.pixelColor(int(p.x()), int(p.y())).getRgb()[:3] for p in pixels]


if __name__ == "__main__":
    app = QgsApplication([], False)
    app.initQgis()
    word, first, second = sys.argv[1:]
    if word in ("edit", "play"):
        {"edit": edit, "play": play}[word](Path(first), json.loads(second))
    else:
        save(Path(first), Path(second))
    app.exitQgis()
