"""What a painter can see of a picture: maps of tones, smoothed colours, contours, strokes, grids and cells.

The style filters (styles.py, moods.py) are written on these maps, and the network (painter.py) is given the same ones: where a
look needs context - a calm patch, the direction of a contour, the cell of a leaded window - the context is computed here, by fixed
layers (layers.py), and what is left to learn is local. Everything is continuous: small differences between runtimes stay small.
Pictures are [B, 3, H, W] from 0 to 1, maps [B, channels, H, W], sides multiples of 16.
"""
import math

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from layers import (ALONG_X, ALONG_Y, FROM_CORNER, Levels, blur, calmed, constant, differences, frame, grown, kuwahara, lengths, luminance, mixed, moved, part,
                    shrunk, spread, steepness, wide_blur)
from paper import Cells, Paper, fraction, streak_kernels

ANGLES = 8           # directions that strokes along the contours are mixed of


class Glance(nn.Module):
    """The few maps that light, season and manner need."""

    CHANNELS = dict(x=3, gray=1, mean=1, deviation=1, soft=3, smooth=3, hazy=3, glow=3, dabs=3, **Paper.CHANNELS, rain=1, flakes=1)

    def forward(self, x, paper):
        gray = luminance(x)
        levels = Levels(gray)
        soft, smooth, hazy = blur(x, *(sigma for sigma in (1.0, 1.5, 2.5) for _ in range(3)), of=(0, 1, 2) * 3).split(3, 1)
        flakes = paper.cells.nearest - 0.9 * paper.cells.paint(part(paper.cells.numbers, 2, 3)) - 1.1
        return torch.cat([x, levels(gray), levels.maps(gray), soft, smooth, hazy, wide_blur(x, 6, shrink=4), kuwahara(smooth, 9), paper.maps,
                          paper.rain, flakes], 1)


class Canvas(nn.Module):
    """All maps that a style may look at."""

    CHANNELS = dict(
        x=3, soft=3, calm=3, dabs=3, patches=3,                                  # colours: guided filter, dabs
        gray=1, gray_soft=1, gray_calm=1, gray_dabs=1, gray_patches=1, mean=1, deviation=1,     # their levelled luminance
        tone1=1, tone3=1, tone2=1, sketch=1, coat=1, height=1,                   # luminance blurred by 1, 3, 1.8 px; of soft, patches, calm
        edge2=1, edge1=1, rim=1, steep=1,                                        # how steep the last four of these are: contours
        glow=3, tone6=1, halo=1,                                                 # wide blurs of colour, luminance, contours
        **Paper.CHANNELS,
        hatch=1, hatch_back=1, level=1, upright=1,                               # streaks down-right, down-left, flat, steep
        stroke=1, other_stroke=1, slope=1, stroke_relief=1, other_relief=1,      # wide strokes along the contours; lit from the corner
        ruled=2, etched=2, bent=1, line16=2, iso=1, place8=2, place16=2, dot=1, dot_turned=1,
        block8=3, block16=3, glass=3, pane=1, lead=1, facet=3, facet_light=1, point=3, point_distance=1, other_point=3, other_distance=1)

    # Lines as waves of column, row, drift (wobbles), tone3 (bends) and height (follows).
    WAVES = np.array([[1 / 8, 1 / 8, 0.1, 0, 0], [-1 / 8, 1 / 8, 0.1, 0, 0], [0, 1 / 4, 0, 2.5, 0], [1 / 4, 0, 0, 2.5, 0], [1 / 6, 1 / 6, 0, 10 / 3, 0],
                      [1 / 16, 0, 0, 0, 0], [0, 1 / 16, 0, 0, 0], [0, 0, 0, 0, 10]])                 # a grid's lines, and contour lines

    TURNS = [math.pi * k / ANGLES for k in range(ANGLES)]
    STROKES = np.tile(2 * streak_kernels(TURNS, 6, 0.95), (2, 1, 1, 1))

    def along_contours(self, gray, paper):
        """Wide strokes that follow the contours, [B, 2, H, W]; where there are none they follow slow noise. At half the size."""
        # The structure tensor (gx gx - gy gy, 2 gx gy), as a product of sums.
        one, two = differences(shrunk(gray, 2), ALONG_X + ALONG_Y, 2 * ALONG_X, ALONG_X - ALONG_Y, ALONG_Y).split(2, 1)
        aim = blur(one * two, 3.0, 3.0, of=(0, 1), gains=(-5000, -5000)) + shrunk(paper.clouds, 2) * 0.6
        aim = aim / (aim.norm(dim=1, keepdim=True) + 1e-4)
        share = F.relu(mixed(aim, [[math.cos(2 * turn), math.sin(2 * turn)] for turn in self.TURNS])) ** 4
        share = share / share.norm(dim=1, keepdim=True)
        strokes = F.conv2d(frame(shrunk(paper.both, 2), 8), constant(self.STROKES), groups=2)
        return grown(mixed(strokes * torch.cat([share, share], 1), np.kron(np.eye(2), np.ones(ANGLES))), 2)

    def forward(self, x, paper):
        soft = calmed(x, 5, 0.004)
        calm = calmed(calmed(soft, 7, 0.01), 9, 0.01)
        colours = torch.cat([x, soft, calm, kuwahara(x, 5), kuwahara(calm, 9)], 1)
        lumas = luminance(colours)
        levels = Levels(part(lumas, 0, 1))
        grays = levels(lumas)
        gray = part(grays, 0, 1)
        blurred, dabbed = blur(grays, 1.0, 3.0, 1.8, 0.8, 1.0, 2.0, 1.5, of=(0, 0, 0, 1, 4, 2, 3)).split([6, 1], 1)
        tone1, tone3, reliefs, height = blurred.split([1, 1, 3, 1], 1)
        edges = steepness(torch.cat([reliefs, height], 1))
        _, edge1, _, steep = edges.split(1, 1)
        wide = wide_blur(torch.cat([x, gray, (edge1 * 6 - 0.15).clamp(0, 1)], 1), 6, 6, 6, 6, 5, shrink=4)
        strokes = self.along_contours(dabbed, paper)
        drift = part(paper.maps, 4, 5)

        phases = mixed(torch.cat([paper.grid, drift, tone3, height], 1), self.WAVES, [*-self.WAVES[:-1, :2].sum(1), 0.5])
        lines, ascent = (2 * (fraction(phases) - 0.5).abs()).split([7, 1], 1)                      # 1 at whole numbers, 0 between them
        iso = (ascent / (20 * steep + 0.02)).clamp(max=4)

        glass = paper.cells
        panes = glass.spread(torch.cat([glass.means(x), part(glass.numbers, 2, 3)], 1))
        large = Cells(paper.white, paper.signs, paper.place32, 0.85, 32)
        means, detail = large.spread(large.means(torch.cat([calm, edge1], 1))).split([27, 9], 1)
        fine = ((large.mean_of(detail, large.share) - 0.007) / 0.008).clamp(0, 1)                  # facets are small where there is much to see
        facet = (1 - fine) * torch.cat([large.facets(means), large.light()], 1) + fine * torch.cat([glass.facets(part(panes, 0, 27)), glass.light()], 1)
        colour8 = shrunk(x, 8)
        points, others = (Cells(white, paper.signs, paper.place8, 0.7, 8) for white in (paper.white, paper.aside))
        point = points.paint(colour8 + 0.07 * part(points.numbers, 1, 4))
        # The second coat of dots lies between the first: made on the picture four pixels aside, and brought back.
        other = others.paint(shrunk(moved(x, -4, -4), 8) + 0.07 * part(others.numbers, 1, 4))
        return torch.cat([
            colours, grays, levels.maps(gray), blurred, edges, wide, paper.maps,
            paper.streaks, strokes, differences(torch.cat([tone1, strokes], 1), FROM_CORNER),
            lines, iso, paper.place8, paper.place16, lengths(paper.place8), lengths(paper.turned), spread(colour8, 8), spread(shrunk(x, 16), 16),
            glass.mean_of(panes, glass.share), glass.border(), facet,
            point, points.nearest, moved(torch.cat([other, others.nearest], 1), 4, 4)], 1)
